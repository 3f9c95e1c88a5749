/** The client's side of the upgrade: a protocol that asks, reads the answer, and leaves the connection to a stream. */
import type { Failure } from "../deferred/index.ts";
import {
  ConnectError,
  type IReactorTime,
  type ISwitchableTransport,
  TimeoutError,
} from "../net/index.ts";
import { Protocol, Timeout } from "../protocols/index.ts";
import { WebSocketUpgradeError } from "./errors.ts";
import { HeadError, HeadReader } from "./http-head.ts";
import { checkAnswer, requestBytes, type UpgradeRequest } from "./upgrade.ts";

export interface ClientHandshakeOptions {
  readonly request: UpgradeRequest;
  /** 16 random bytes, in base64. */
  readonly key: string;
  readonly handshakeSeconds: number;
  /** For messages. */
  readonly to: string;
  readonly clock: Pick<IReactorTime, "callLater">;
  /** `rest` has come already. */
  upgraded(transport: ISwitchableTransport, rest: Uint8Array): void;
  /** There is no WebSocket, and will be none. */
  failed(error: ConnectError): void;
}

export class ClientHandshake extends Protocol {
  readonly #options: ClientHandshakeOptions;
  readonly #head = new HeadReader();
  readonly #limit: Timeout;
  #settled = false;

  constructor(options: ClientHandshakeOptions) {
    super();
    this.#options = options;
    const { clock, to } = options;
    this.#limit = new Timeout(clock, (seconds) =>
      this.#fail(new TimeoutError(`no answer to the upgrade from ${to} in ${seconds} s`)),
    );
  }

  override connectionMade(): void {
    const { request, key, handshakeSeconds } = this.#options;
    this.#limit.setTimeout(handshakeSeconds);
    this.transport.write(requestBytes(request, key));
  }

  override dataReceived(data: Uint8Array): void {
    if (this.#settled) return;
    const { key, request, to } = this.#options;
    try {
      const found = this.#head.push(data);
      if (found === null) return;
      checkAnswer(found.head, key, request.protocols);
      this.#settle();
      this.#options.upgraded(this.transport as ISwitchableTransport, found.rest);
    } catch (thrown) {
      if (thrown instanceof WebSocketUpgradeError) this.#fail(thrown);
      else if (thrown instanceof HeadError)
        this.#fail(
          new WebSocketUpgradeError(`no answer of HTTP from ${to}: ${thrown.message}`, null),
        );
      else throw thrown;
    }
  }

  override connectionLost({ value }: Failure): void {
    const why = `the connection to ${this.#options.to} was lost before it was a WebSocket`;
    this.#fail(new ConnectError(`${why}: ${value.message}`, { cause: value }));
  }

  /** Give it up; nobody is told. */
  abandon(): void {
    this.#settle();
    this.transport?.abortConnection();
  }

  #fail(error: ConnectError): void {
    if (this.#settled) return;
    this.abandon();
    this.#options.failed(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#limit.end();
  }
}
