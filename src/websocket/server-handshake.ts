/**
 * The server's side of the upgrade: a protocol that reads a request and answers it, and then leaves the connection to a
 * stream of messages.
 *
 * Rule: a peer that asks for too much, or takes too long, is answered in the words of HTTP, and gone in time.
 */
import { ConnectionLost, type IReactorTime, type ISwitchableTransport } from "../net/index.ts";
import { Protocol, TimedClose, Timeout } from "../protocols/index.ts";
import { HeadError, HeadReader } from "./http-head.ts";
import { type Answer, answerBytes, answerTo, type UpgradeRules } from "./upgrade.ts";

/** How long a peer that was refused may take to read why. */
const REFUSAL_SECONDS = 5;

export interface ServerHandshakeOptions {
  readonly rules: UpgradeRules;
  /** From the first byte that could come to the last of the request. */
  readonly handshakeSeconds: number;
  readonly clock: Pick<IReactorTime, "callLater">;
  /** Both know that they speak WebSockets; `rest` has come already. */
  upgraded(transport: ISwitchableTransport, rest: Uint8Array): void;
  /** It is no more, one way or the other. */
  ended(handshake: ServerHandshake): void;
}

export class ServerHandshake extends Protocol {
  readonly #options: ServerHandshakeOptions;
  readonly #head = new HeadReader();
  readonly #limit: Timeout;
  readonly #close: TimedClose;
  #answered = false;

  constructor(options: ServerHandshakeOptions) {
    super();
    this.#options = options;
    this.#limit = new Timeout(options.clock, (seconds) =>
      this.#refuse({ status: 408, why: `no request in ${seconds} s` }),
    );
    this.#close = new TimedClose(options.clock);
  }

  override connectionMade(): void {
    this.#limit.setTimeout(this.#options.handshakeSeconds);
  }

  override dataReceived(data: Uint8Array): void {
    if (this.#answered) return;
    try {
      const found = this.#head.push(data);
      if (found === null) return;
      const answer = answerTo(found.head, this.#options.rules);
      if (answer.status === 101) this.#accept(answer, found.rest);
      else this.#refuse(answer);
    } catch (thrown) {
      if (!(thrown instanceof HeadError)) throw thrown;
      this.#refuse({ status: thrown.tooLong ? 431 : 400, why: thrown.message });
    }
  }

  override connectionLost(): void {
    this.#end();
  }

  /** Nobody listens any more. */
  abandon(): void {
    this.transport.abortConnection();
  }

  #accept(answer: Answer, rest: Uint8Array): void {
    this.#answered = true;
    this.#end();
    this.transport.write(answerBytes(answer));
    this.#options.upgraded(this.transport as ISwitchableTransport, rest);
  }

  #refuse(answer: Answer): void {
    this.#answered = true;
    this.#limit.end();
    this.transport.write(answerBytes(answer));
    const reason = new ConnectionLost(`no WebSocket: ${answer.why}`);
    this.#close.close(this.transport, reason, REFUSAL_SECONDS);
  }

  #end(): void {
    this.#limit.end();
    this.#close.end();
    this.#options.ended(this);
  }
}
