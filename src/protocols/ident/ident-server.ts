/**
 * Tells who owns a connection of this host, to who is at its other end (RFC 1413).
 *
 * Queries are answered one after the other, in their order. While one is looked up one more is kept, and behind it
 * nothing is read; nor from a client that does not read its answers. If it goes away, the lookup is cancelled.
 */
import {
  type Awaitable,
  type Deferred,
  type Failure,
  maybeDeferred,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { type IAddress, IHostAddress } from "../../net/index.ts";
import { LineReceiver } from "../framing/index.ts";
import { HeldReads } from "../held-reads.ts";
import { IdentError, InvalidPort, MalformedIdentError } from "./errors.ts";
import {
  errorReply,
  type IdentUser,
  MAX_LINE_LENGTH,
  type Query,
  readQuery,
  userReply,
} from "./messages.ts";

/** One end of a connection. */
export interface IdentEnd {
  readonly host: string;
  readonly port: number;
}

/** Queries that are answered in one turn, where many come at once. */
const QUERIES_AT_ONCE = 64;
/** Made once: whoever can ask for nothing else can ask for many. */
const NO_PORT = new InvalidPort("a port is a number from 1 to 65535");

const log: Logger = new Logger({ namespace: "torsion.protocols.ident" });

/** Tells who owns a connection of this host (RFC 1413): override `lookup`. */
export class IdentServer extends LineReceiver {
  override maxLength: number = MAX_LINE_LENGTH;
  #asked = 0;
  #isLookingUp = false;
  /** … and that takes its time. */
  #lookup: Deferred<void> | null = null;
  #next: Query | null = null;
  #answers: HeldReads | null = null;
  #isOver = false;

  /**
   * Override it: who owns the connection between `server`, which is this host, and `client`. An `IdentError` that it throws
   * is told; any other is logged, and told as an unknown one. It is cancelled when the client has gone.
   */
  lookup(_server: IdentEnd, _client: IdentEnd): Awaitable<IdentUser> {
    throw new IdentError("this server knows nobody");
  }

  override lineReceived(line: Uint8Array): void {
    const query = readQuery(line);
    if (query === null) {
      this.transport.loseConnection(new MalformedIdentError("that is no pair of ports"));
      return;
    }
    this.#asked += 1;
    if (this.#asked % QUERIES_AT_ONCE === 0) this.restInNextTurn();
    if (!this.#isLookingUp) this.#answer(query);
    else {
      this.#next = query;
      this.pauseProducing();
    }
  }

  override lineLengthExceeded(): void {
    const reason = new MalformedIdentError(`a query of more than ${this.maxLength} bytes`);
    this.transport.loseConnection(reason);
  }

  override connectionLost(_reason: Failure): void {
    this.#isOver = true;
    this.#next = null;
    this.#lookup?.cancel();
  }

  #answer(query: Query): void {
    if (!query.isValid) {
      this.#found(errorReply(query, NO_PORT));
      return;
    }
    this.#isLookingUp = true;
    const answered = this.inFlight.begin();
    const lookup = maybeDeferred(() => this.#find(query))
      .addCallback((user) => userReply(query, user))
      .addErrback((failure) => errorReply(query, this.#errorIn(failure)))
      .addCallback((reply) => this.#found(reply))
      .addCallback(answered);
    if (this.#isLookingUp) this.#lookup = lookup;
  }

  #find({ portOnServer, portOnClient }: Query): Awaitable<IdentUser> {
    const { transport } = this;
    return this.lookup(
      { host: hostIn(transport.getHost()), port: portOnServer },
      { host: hostIn(transport.getPeer()), port: portOnClient },
    );
  }

  #errorIn(failure: Failure): IdentError {
    const error = failure.value;
    if (error instanceof IdentError) return error;
    if (!this.#isOver) log.failure("a lookup of who owns a connection has failed", failure);
    return new IdentError("for a reason that is not told");
  }

  #found(reply: string): void {
    this.#isLookingUp = false;
    this.#lookup = null;
    if (this.#isOver || this.transport.disconnecting) return;
    this.sendLine(reply);
    this.#answers ??= new HeldReads(this.transport, {
      pauseProducing: () => this.pauseProducing(),
      resumeProducing: () => this.#goOn(),
    });
    this.#answers.written();
    const next = this.#next;
    if (next === null) return;
    this.#next = null;
    this.#answer(next);
    this.#goOn();
  }

  /** When nothing is kept, and the client reads. */
  #goOn(): void {
    if (this.#next === null && !this.#answers?.holding) this.resumeProducing();
  }
}

function hostIn(address: IAddress): string {
  return IHostAddress(address, null)?.host ?? "";
}
