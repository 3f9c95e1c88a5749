/**
 * Asks who owns a connection that comes from the server's host (RFC 1413).
 *
 * Queries are asked one at a time, and wait in line meanwhile. One that was cancelled while it was asked is answered all
 * the same, which the next one waits for.
 */
import { Deferred, type Failure, fail, withSignal } from "../../deferred/index.ts";
import type { Cancellable } from "../../net/index.ts";
import { LineReceiver } from "../framing/index.ts";
import { IdentError, InvalidPort, MalformedIdentError } from "./errors.ts";
import { type IdentUser, isPort, MAX_LINE_LENGTH, type PortPair, readReply } from "./messages.ts";

/** A server that answers before it is asked leaves others their turn. */
const REPLIES_AT_ONCE = 64;

interface Lookup extends PortPair {
  readonly answer: Deferred<IdentUser>;
}

/** The limit of an `IdentClient`. */
export interface IdentClientOptions {
  /** How many lookups may wait; 1,000 by default. */
  readonly maxPending?: number;
}

/** Asks who owns connections, one after the other (RFC 1413): `lookup` once it is connected. */
export class IdentClient extends LineReceiver {
  override maxLength: number = MAX_LINE_LENGTH;
  readonly #maxPending: number;
  readonly #waiting = new Set<Lookup>();
  #asked: Lookup | null = null;
  #over: Error | null = null;
  #replies = 0;

  constructor({ maxPending = 1000 }: IdentClientOptions = {}) {
    super();
    this.#maxPending = maxPending;
  }

  /**
   * Who owns the connection between `portOnServer`, of the host that is asked, and `portOnClient`, of the one that this connection
   * comes from. Fails with an `IdentError`: the server's, or one whose `cause` is how the connection ended.
   */
  lookup(
    portOnServer: number,
    portOnClient: number,
    { signal }: Cancellable = {},
  ): Deferred<IdentUser> {
    for (const port of [portOnServer, portOnClient])
      if (!isPort(port))
        return fail(new InvalidPort(`a port is a number from 1 to 65535, not ${port}`));
    if (this.#over !== null || !this.connected || this.transport.disconnecting)
      return fail(new IdentError("there is no connection to the server", causeOf(this.#over)));
    if (this.#waiting.size >= this.#maxPending)
      return fail(new IdentError(`${this.#maxPending} lookups wait already`));
    const answer = new Deferred<IdentUser>(() => void this.#waiting.delete(lookup));
    const lookup: Lookup = { portOnServer, portOnClient, answer };
    this.#waiting.add(lookup);
    withSignal(answer, signal);
    this.#askNext();
    return answer;
  }

  override lineReceived(line: Uint8Array): void {
    const asked = this.#asked;
    if (asked === null) {
      this.#end(new MalformedIdentError("the server answers what was not asked"));
      return;
    }
    let reply: IdentUser | IdentError;
    try {
      reply = readReply(line, asked);
    } catch (thrown) {
      this.#end(thrown as Error);
      return;
    }
    this.#asked = null;
    this.#replies += 1;
    if (this.#replies % REPLIES_AT_ONCE === 0) this.restInNextTurn();
    // The next one is on its way before anybody can do something about this one.
    this.#askNext();
    if (asked.answer.called) return;
    if (reply instanceof IdentError) asked.answer.errback(reply);
    else asked.answer.callback(reply);
  }

  override lineLengthExceeded(): void {
    this.#end(new MalformedIdentError(`a reply of more than ${this.maxLength} bytes`));
  }

  override connectionLost(reason: Failure): void {
    this.#failAll(reason.value);
  }

  #askNext(): void {
    if (this.#asked !== null) return;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    this.#asked = next;
    this.sendLine(`${next.portOnServer}, ${next.portOnClient}`);
  }

  #end(reason: Error): void {
    this.transport.abortConnection(reason);
    this.#failAll(reason);
  }

  #failAll(reason: Error): void {
    if (this.#over !== null) return;
    this.#over = reason;
    const all = this.#asked === null ? [...this.#waiting] : [this.#asked, ...this.#waiting];
    this.#asked = null;
    this.#waiting.clear();
    // One error for all: a thousand stacks would take longer than all else.
    const lost = new IdentError("the connection is lost", causeOf(reason));
    for (const { answer } of all) if (!answer.called) answer.errback(lost);
  }
}

function causeOf(cause: Error | null): ErrorOptions {
  return cause === null ? {} : { cause };
}
