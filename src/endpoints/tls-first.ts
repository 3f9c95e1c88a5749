/**
 * The first protocol of a connection that speaks TLS from its first byte, over whatever it leads: it begins TLS and hands
 * the connection over.
 *
 * Rule: it is gone before the user's protocol hears anything. The transport is that protocol's own, with all it can do.
 */
import { implementer } from "../components/index.ts";
import {
  IProtocol,
  type IStreamTransport,
  ISwitchableTransport,
  ITLSTransport,
  type ITransport,
  NotSupportedError,
  type TLSOptions,
} from "../net/index.ts";

export class TLSFirst<P extends IProtocol> implements IProtocol {
  static {
    implementer(IProtocol)(this);
  }
  readonly protocol: P;
  /** Why it was not handed over: the connection is closed then. */
  refusal: Error | null = null;
  readonly #tls: TLSOptions;
  readonly #isAwaited: boolean;

  /** @param isAwaited somebody waits for the connection and asks for `refusal`; else it is thrown, and so logged. */
  constructor(protocol: P, tls: TLSOptions, isAwaited: boolean) {
    this.protocol = protocol;
    this.#tls = tls;
    this.#isAwaited = isAwaited;
  }

  makeConnection(transport: ITransport): unknown {
    try {
      if (!ITLSTransport.providedBy(transport) || !ISwitchableTransport.providedBy(transport))
        throw new NotSupportedError(`there is no TLS over ${transport.constructor.name}`);
      transport.startTLS(this.#tls);
      (transport as ISwitchableTransport).setProtocol(this.protocol);
    } catch (thrown) {
      if (!this.#isAwaited) throw thrown;
      this.refusal = thrown as Error;
      (transport as IStreamTransport).abortConnection(this.refusal);
      return undefined;
    }
    // What an async method rejects with ends the connection, so it is handed on (X10).
    return this.protocol.makeConnection(transport) as unknown;
  }

  connectionMade(): void {}

  dataReceived(): void {}

  connectionLost(): void {}
}
