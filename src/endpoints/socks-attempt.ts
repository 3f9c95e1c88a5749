/**
 * One attempt to connect through a SOCKS proxy: to the proxy, the exchange with it, and the user's protocol in its place.
 *
 * Rule: one outcome, the first; with it the limit is off, and what is not the user's is closed.
 */
import { Deferred, maybeDeferred } from "../deferred/index.ts";
import {
  ConnectingCancelledError,
  hostAddress,
  type IProtocol,
  type IProtocolFactory,
  type IReactorTime,
  type IStreamClientEndpoint,
  ISwitchableTransport,
  TimeoutError,
} from "../net/index.ts";
import { Timeout } from "../protocols/index.ts";
import {
  type SOCKS5Address,
  SOCKSClientHandshake,
  type SOCKSClientOptions,
} from "../protocols/socks/index.ts";
import { ConnectAttempt } from "./connect-attempt.ts";

export class SOCKSAttempt<P extends IProtocol> {
  readonly #to: string;
  readonly #handshake: SOCKSClientHandshake;
  readonly #connected: Deferred<P>;
  readonly #attempt: ConnectAttempt<P>;
  #bound: SOCKS5Address | null = null;
  #limit: Timeout | null = null;
  #toProxy: Deferred<unknown> | null = null;

  /** Throws `SOCKSMessageError` where what is asked for cannot be said. */
  constructor(factory: IProtocolFactory<P>, asked: SOCKSClientOptions) {
    this.#to = String(hostAddress("TCP", asked.host, asked.port));
    this.#handshake = new SOCKSClientHandshake(asked, {
      connected: (unread, bound) => {
        this.#bound = bound;
        return this.#handOver(unread);
      },
      failed: (error) => this.#settle(() => this.#connected.errback(error)),
    });
    this.#connected = new Deferred<P>(() =>
      this.#giveUp(
        new ConnectingCancelledError(`connecting to ${this.#to} through SOCKS was cancelled`),
      ),
    );
    this.#attempt = new ConnectAttempt(factory, this.#connected);
  }

  /** The address of the proxy's reply; `null` before it is there. */
  get bound(): SOCKS5Address | null {
    return this.#bound;
  }

  begin(proxy: IStreamClientEndpoint, clock: IReactorTime, seconds: number): Deferred<P> {
    this.#limit = new Timeout(clock, () =>
      this.#giveUp(
        new TimeoutError(`connecting to ${this.#to} through SOCKS took more than ${seconds} s`),
      ),
    );
    this.#limit.setTimeout(seconds);
    const factory: IProtocolFactory = {
      buildProtocol: () => this.#handshake,
      doStart: () => this.#attempt.doStart(),
      doStop: () => this.#attempt.doStop(),
    };
    // An endpoint of somebody else's may throw.
    this.#toProxy = maybeDeferred(() => proxy.connect(factory));
    this.#toProxy.addErrback((failure) => this.#settle(() => this.#connected.errback(failure)));
    return this.#connected;
  }

  /** The proxy has connected. What `connectionMade` gives is the transport's to wait for (X10). */
  #handOver(unread: Uint8Array): unknown {
    try {
      const transport = ISwitchableTransport(this.#handshake.transport);
      const protocol = this.#attempt.buildProtocol(transport.getPeer());
      if (protocol === null) {
        this.#limit?.end();
        transport.abortConnection();
        return undefined;
      }
      transport.setProtocol(protocol);
      transport.unread(unread);
      const made: unknown = protocol.makeConnection(transport);
      this.#settle(() => this.#connected.callback(protocol));
      return made;
    } catch (thrown) {
      this.#settle(() => this.#connected.errback(thrown));
      throw thrown;
    }
  }

  #giveUp(error: Error): void {
    this.#settle(() => {
      this.#toProxy?.cancel();
      const { transport } = this.#handshake as Partial<SOCKSClientHandshake>;
      transport?.abortConnection();
      this.#connected.errback(error);
    });
  }

  #settle(fire: () => void): void {
    this.#attempt.settle(() => {
      this.#limit?.end();
      fire();
    });
  }
}
