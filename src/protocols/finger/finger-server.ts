/**
 * Tells who somebody is, or who is there (RFC 1288): one question, one answer, and the end.
 *
 * As it is it tells nothing, and asks no other host: override what is to be told. What comes
 * behind the question is dropped; if the client goes away, the search for an answer is cancelled.
 */
import { utf8 } from "../../bytes/index.ts";
import {
  type Awaitable,
  type Deferred,
  type Failure,
  maybeDeferred,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { LineReceiver } from "../framing/index.ts";
import { FingerQueryError } from "./errors.ts";
import { type FingerQuery, MAX_QUERY_LENGTH, plainText, readQuery } from "./query.ts";

/** Lines of text, from which control characters are taken; or bytes, which are sent as they are. */
export type FingerAnswer = string | Uint8Array;

const log: Logger = new Logger({ namespace: "torsion.protocols.finger" });

/** Tells who somebody is (RFC 1288), and as it is nothing: override `getUser`, `getDomain`, `forwardQuery`. */
export class Finger extends LineReceiver {
  override maxLength: number = MAX_QUERY_LENGTH;
  #isAsked = false;
  #answering: Deferred<void> | null = null;
  #isOver = false;

  /** Who `user` is; `slashW`: in more words. What it throws is logged, and ends the connection. */
  getUser(_slashW: boolean, user: string): Awaitable<FingerAnswer> {
    return `Login: ${user}\nNo such user`;
  }

  /** Who is there. */
  getDomain(_slashW: boolean): Awaitable<FingerAnswer> {
    return "Finger online list denied";
  }

  /** What `host` says of `user`. To ask it is to lend strangers your address: refuse, unless you know better. */
  forwardQuery(_slashW: boolean, _user: string, _host: string): Awaitable<FingerAnswer> {
    return "Finger forwarding service denied";
  }

  override lineReceived(line: Uint8Array): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    let query: FingerQuery;
    try {
      query = readQuery(line);
    } catch (thrown) {
      this.transport.loseConnection(thrown as FingerQueryError);
      return;
    }
    const answering = maybeDeferred(() => this.#find(query))
      .addCallback((answer) => this.#say(answer))
      .addErrback((failure) => this.#fail(failure));
    if (!this.transport.disconnecting) this.#answering = this.inFlight.until(answering);
  }

  override lineLengthExceeded(): void {
    const reason = new FingerQueryError(`a query of more than ${this.maxLength} bytes`);
    this.transport.loseConnection(reason);
  }

  override connectionLost(_reason: Failure): void {
    this.#isOver = true;
    this.#answering?.cancel();
  }

  #find({ user, host, slashW }: FingerQuery): Awaitable<FingerAnswer> {
    if (host !== null) return this.forwardQuery(slashW, user, host);
    return user === "" ? this.getDomain(slashW) : this.getUser(slashW, user);
  }

  #say(answer: FingerAnswer): void {
    if (this.#isOver) return;
    const bytes = typeof answer === "string" ? linesOf(answer) : answer;
    this.transport.write(bytes);
    this.transport.loseConnection();
  }

  #fail(failure: Failure): void {
    if (this.#isOver) return;
    log.failure("a query could not be answered", failure);
    this.transport.loseConnection(failure.value);
  }
}

function linesOf(answer: string): Uint8Array {
  const lines = plainText(answer).replace(/\n$/, "").split("\n");
  return utf8(`${lines.join("\r\n")}\r\n`);
}
