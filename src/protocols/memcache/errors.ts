/** What goes wrong between a program and its memcached: with one command, or with the whole connection. */
import { ConnectionLost } from "../../net/index.ts";

/** The server does not know the command: it is older than that, or is no memcached. */
export class NoSuchCommand extends Error {
  override name = "NoSuchCommand";
}
/** What was asked for cannot be. Either nothing was sent, or the server says so. */
export class ClientError extends Error {
  override name = "ClientError";
}
/** The server could not do it: it is out of memory, say. */
export class ServerError extends Error {
  override name = "ServerError";
}
/** There is no connection, yet or any more; `cause` is how it ended. Nothing was sent. */
export class NotConnectedError extends Error {
  override name = "NotConnectedError";
}
/** As much waits for answers already as may. Nothing was sent. */
export class TooManyPendingError extends Error {
  override name = "TooManyPendingError";
}

/** Commands waited for answers, and nothing came for `seconds`. It has ended the connection. */
export class NoAnswerError extends ConnectionLost {
  override name = "NoAnswerError";
  readonly seconds: number;
  constructor(seconds: number, waiting: number) {
    super(`memcached has said nothing for ${seconds} s, and ${waiting} commands wait for answers`);
    this.seconds = seconds;
  }
}
/** The server has said what is no answer to what was asked. It has ended the connection. */
export class UnexpectedAnswerError extends ConnectionLost {
  override name = "UnexpectedAnswerError";
}
/** An answer is longer than `limit` bytes allow. It has ended the connection. */
export class AnswerTooLongError extends ConnectionLost {
  override name = "AnswerTooLongError";
  readonly limit: number;
  constructor(what: string, limit: number) {
    super(`${what}: more than the ${limit} bytes that are allowed`);
    this.limit = limit;
  }
}
