/** Why a conversation of RFC 1288 ended, or did not begin. */
import { ConnectionLost } from "../../net/index.ts";

/** What was asked is no question: control characters, spaces, too long. It has ended the connection, or was never sent. */
export class FingerQueryError extends ConnectionLost {
  override name = "FingerQueryError";
}
/** The answer is longer than `limit` bytes. It has ended the connection. */
export class FingerAnswerTooLongError extends ConnectionLost {
  override name = "FingerAnswerTooLongError";
  readonly limit: number;
  constructor(limit: number) {
    super(`an answer of more than ${limit} bytes`);
    this.limit = limit;
  }
}
