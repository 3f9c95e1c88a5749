/**
 * The server's side of the upgrade: a protocol that reads a request and answers it, and then leaves the connection to a
 * stream of messages.
 *
 * Rule: a peer that asks for too much, or takes too long, is answered in the words of HTTP, and gone in time.
 */
import type { IDelayedCall } from "../net/index.ts";
import { ConnectionLost, type ISwitchableTransport } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { HeadError, HeadReader } from "./http-head.ts";
import { type Answer, answerBytes, answerTo, type UpgradeRules } from "./upgrade.ts";

/** How long a peer that was refused may take to read why. */
const REFUSAL_SECONDS = 5;

export interface ServerHandshakeOptions {
  readonly rules: UpgradeRules;
  /** From the first byte that could come to the last of the request. */
  readonly handshakeSeconds: number;
  callLater(seconds: number, callable: () => void): IDelayedCall;
  /** Both know that they speak WebSockets; `rest` has come already. */
  upgraded(transport: ISwitchableTransport, rest: Uint8Array): void;
  /** It is no more, one way or the other. */
  ended(handshake: ServerHandshake): void;
}

export class ServerHandshake extends Protocol {
  readonly #options: ServerHandshakeOptions;
  readonly #head = new HeadReader();
  #limit: IDelayedCall | null = null;
  #answered = false;

  constructor(options: ServerHandshakeOptions) {
    super();
    this.#options = options;
  }

  override connectionMade(): void {
    const { handshakeSeconds } = this.#options;
    this.#limit = this.#options.callLater(handshakeSeconds, () => {
      this.#refuse({ status: 408, why: `no request in ${handshakeSeconds} s` });
    });
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
    if (this.#limit?.active) this.#limit.cancel();
    this.#limit = this.#options.callLater(REFUSAL_SECONDS, () => this.transport.abortConnection());
    this.transport.write(answerBytes(answer));
    this.transport.loseConnection(new ConnectionLost(`no WebSocket: ${answer.why}`));
  }

  #end(): void {
    if (this.#limit?.active) this.#limit.cancel();
    this.#limit = null;
    this.#options.ended(this);
  }
}
