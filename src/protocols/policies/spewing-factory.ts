/** Tells every call that passes between a protocol and its transport, with its arguments: to see what really happens. */
import type { IProtocol } from "../../net/index.ts";
import type { ProtocolSource } from "../protocol-source.ts";
import { ProtocolWrapper } from "./protocol-wrapper.ts";
import { WrappingFactory } from "./wrapping-factory.ts";

/** Of one connection, in either direction. The arguments are the ones passed, not copies. */
export type Spew = (protocol: IProtocol, name: string, args: readonly unknown[]) => void;

const TOLD = [
  // By the transport.
  "makeConnection",
  "dataReceived",
  "readConnectionLost",
  "writeConnectionLost",
  "handshakeCompleted",
  "connectionLost",
  // By the protocol.
  "write",
  "writeSequence",
  "loseConnection",
  "loseWriteConnection",
  "abortConnection",
  "registerProducer",
  "unregisterProducer",
  "pauseProducing",
  "resumeProducing",
  "stopProducing",
  "setProtocol",
  "unread",
  "startTLS",
  "setTcpNoDelay",
  "setTcpKeepAlive",
] as const satisfies readonly (keyof ProtocolWrapper)[];

export class SpewingProtocol<P extends IProtocol = IProtocol> extends ProtocolWrapper<P> {
  static {
    for (const name of TOLD) {
      const original = ProtocolWrapper.prototype[name] as (...args: unknown[]) => unknown;
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        writable: true,
        value(this: SpewingProtocol, ...args: unknown[]): unknown {
          try {
            (this.factory as SpewingFactory).spew(this.wrappedProtocol, name, args);
          } catch (thrown) {
            // There is no other end that the protocol could hear of.
            if (name === "connectionLost") original.apply(this, args);
            throw thrown;
          }
          return original.apply(this, args);
        },
      });
    }
  }
}

export class SpewingFactory<P extends IProtocol = IProtocol> extends WrappingFactory<
  P,
  SpewingProtocol<P>
> {
  readonly spew: Spew;

  /** @param spew is called before the call that it tells of; what it throws, that call throws. */
  constructor(wrapped: ProtocolSource<P>, spew: Spew) {
    super(wrapped);
    this.spew = spew;
  }

  protected override wrap(built: P): SpewingProtocol<P> {
    return new SpewingProtocol(this, built);
  }
}
