/** Asks a server of RFC 1288 who somebody is, or who is there. */
import { ByteQueue, text, utf8 } from "../../bytes/index.ts";
import { Deferred, type Failure, fail, withSignal } from "../../deferred/index.ts";
import { type Cancellable, ConnectionDone, type IStreamClientEndpoint } from "../../net/index.ts";
import { Protocol } from "../protocol.ts";
import { factoryFrom } from "../protocol-source.ts";
import { FingerAnswerTooLongError } from "./errors.ts";
import { plainText, writeQuery } from "./query.ts";

/** Where finger listens. */
export const FINGER_PORT = 79;

/** What `finger` asks for, and how much it takes. */
export interface FingerOptions extends Cancellable {
  /** Ask for more: `/W`. */
  readonly slashW?: boolean;
  /** The longest answer in bytes; 65,536 by default. */
  readonly maxLength?: number;
}

/**
 * What the server says of `who`, `""` for everybody: text in lines, without other control characters. Fails with what
 * connecting fails with, with `FingerQueryError`, or with the reason for which the connection was lost before its end.
 */
export function finger(
  endpoint: IStreamClientEndpoint,
  who: string,
  { slashW = false, maxLength = 65_536, signal }: FingerOptions = {},
): Deferred<string> {
  let query: string;
  try {
    query = writeQuery(who, slashW);
  } catch (thrown) {
    return fail(thrown);
  }
  const answer = endpoint
    .connect(factoryFrom(() => new FingerClient(query, maxLength)))
    .addCallback((client) => client.answer);
  return withSignal(answer, signal);
}

class FingerClient extends Protocol {
  readonly answer: Deferred<string>;
  readonly #query: string;
  readonly #maxLength: number;
  readonly #received = new ByteQueue();

  constructor(query: string, maxLength: number) {
    super();
    this.#query = query;
    this.#maxLength = maxLength;
    this.answer = new Deferred(() => this.transport.abortConnection());
  }

  override connectionMade(): void {
    this.transport.write(utf8(`${this.#query}\r\n`));
  }

  override dataReceived(data: Uint8Array): void {
    if (this.#received.length + data.length > this.#maxLength)
      this.transport.abortConnection(new FingerAnswerTooLongError(this.#maxLength));
    else this.#received.append(data);
  }

  override connectionLost(reason: Failure): void {
    if (this.answer.called) return;
    if (reason.check(ConnectionDone))
      this.answer.callback(plainText(text(this.#received.takeAll())));
    else this.answer.errback(reason);
  }
}
