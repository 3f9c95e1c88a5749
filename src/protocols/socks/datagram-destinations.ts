/**
 * Where the datagrams of one association go: each destination is looked up and asked for once in a while, and what comes for
 * it meanwhile waits, in its order.
 *
 * Rules: destinations, lookups and bytes that wait are bounded; what is beyond is dropped, as datagrams are. Only hosts
 * that were sent to are answered from.
 */
import {
  CancelledError,
  type Coroutine,
  type Deferred,
  Failure,
  inlineCallbacks,
  TimeoutError,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import { DNSLookupError, type IAddress, InvalidAddressError } from "../../net/index.ts";
import { canonicalHost } from "./canonical-host.ts";
import { allowedHosts } from "./destination.ts";
import { SOCKSRefused } from "./errors.ts";
import { RecentlyUsed } from "./recently-used.ts";
import type { SOCKSServerOptions } from "./server-options.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.socks" });

const EXPECTED = [SOCKSRefused, DNSLookupError, TimeoutError, CancelledError] as const;
const MOST_DESTINATIONS = 256;
const MOST_LOOKUPS = 16;
/** Two of the longest datagrams, or many of a usual size. */
const MOST_WAITING_BYTES = 131_072;
const MOST_WAITING_DATAGRAMS = 64;
/** How long what the rule and the resolver have said is not asked again. */
const FRESH_SECONDS = 30;

export interface DestinationsOptions {
  readonly rules: Pick<SOCKSServerOptions, "clock" | "allow" | "resolver" | "connectSeconds">;
  readonly peer: IAddress;
  readonly username: string | null;
  /** Is there a port from which an address of this family can be reached? */
  readonly canReach: (host: string) => boolean;
  /** Throws `InvalidAddressError` for what is no address. */
  readonly send: (data: Uint8Array, host: string, port: number) => void;
  readonly dropped: () => void;
}

interface Destination {
  readonly port: number;
  /** `null` where nothing may or can be sent. */
  host: string | null;
  /** What is being asked. */
  asking: Deferred<unknown> | null;
  freshUntil: number;
  waiting: Uint8Array[];
}

export class DatagramDestinations {
  readonly #options: DestinationsOptions;
  readonly #known = new RecentlyUsed<Destination>(MOST_DESTINATIONS, (gone) => this.#forget(gone));
  /** The hosts that were sent to. */
  readonly #reached = new RecentlyUsed<true>(MOST_DESTINATIONS);
  #lookups = 0;
  #waitingBytes = 0;
  #waitingDatagrams = 0;
  #over = false;

  constructor(options: DestinationsOptions) {
    this.#options = options;
  }

  /** @param host an address, or a name. The bytes are kept while something has to be asked. */
  send(data: Uint8Array, host: string, port: number): void {
    if (this.#over) {
      this.#options.dropped();
      return;
    }
    const key = `${host}:${port}`;
    const { clock } = this.#options.rules;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = { port, host: null, asking: null, freshUntil: -1, waiting: [] };
      this.#known.set(key, known);
    }
    if (known.asking === null && known.freshUntil <= clock.seconds()) this.#ask(known, host);
    if (known.asking !== null) this.#wait(known, data);
    else this.#sendNow(known, data);
  }

  /** Has something been sent to this host? Its other ports may answer too: of TFTP they do. */
  hasReached(host: string): boolean {
    return this.#reached.has(canonicalHost(host));
  }

  /** Nothing is asked any more, and nothing waits. */
  end(): void {
    this.#over = true;
    this.#known.clear();
    this.#reached.clear();
  }

  #ask(known: Destination, host: string): void {
    if (this.#lookups >= MOST_LOOKUPS) return;
    this.#lookups += 1;
    const asking = this.#find(known, host);
    known.asking = asking;
    asking.addBoth((found) => {
      this.#lookups -= 1;
      known.asking = null;
      known.freshUntil = this.#options.rules.clock.seconds() + FRESH_SECONDS;
      known.host = found instanceof Failure ? null : found;
      if (found instanceof Failure) this.#failed(found);
      for (const data of this.#taken(known)) this.#sendNow(known, data);
    });
    // By the rule itself, just now.
    if (this.#over) asking.cancel();
  }

  #find({ port, host: before }: Destination, host: string): Deferred<string | null> {
    const { rules, peer, username, canReach } = this.#options;
    const { connectSeconds = 60, clock } = rules;
    return inlineCallbacks(function* (): Coroutine<string | null> {
      const wanted = { command: "udp-associate", host, port, name: null, version: 5 } as const;
      const allowed = yield* allowedHosts({ ...wanted, username }, peer, rules);
      // A name of several addresses: whoever began with one goes on with it.
      if (before !== null && allowed.includes(before)) return before;
      return allowed.find(canReach) ?? null;
    }).addTimeout(connectSeconds, clock);
  }

  #failed(failure: Failure): void {
    // What was said no to, is not there, or is not wanted any more, is nobody's mistake.
    if (EXPECTED.some((error) => failure.value instanceof error)) return;
    log.failure("a destination of datagrams of {peer}", failure, {
      peer: String(this.#options.peer),
    });
  }

  #wait(known: Destination, data: Uint8Array): void {
    if (
      this.#waitingDatagrams >= MOST_WAITING_DATAGRAMS ||
      this.#waitingBytes + data.length > MOST_WAITING_BYTES
    ) {
      this.#options.dropped();
      return;
    }
    this.#waitingDatagrams += 1;
    this.#waitingBytes += data.length;
    known.waiting.push(data);
  }

  #taken(known: Destination): Uint8Array[] {
    const { waiting } = known;
    known.waiting = [];
    for (const { length } of waiting) {
      this.#waitingDatagrams -= 1;
      this.#waitingBytes -= length;
    }
    return waiting;
  }

  #sendNow({ host, port }: Destination, data: Uint8Array): void {
    if (host === null || this.#over) {
      this.#options.dropped();
      return;
    }
    // Before: the answer may be there when the call returns.
    this.#reached.set(canonicalHost(host), true);
    try {
      this.#options.send(data, host, port);
    } catch (thrown) {
      if (!(thrown instanceof InvalidAddressError)) throw thrown;
      this.#options.dropped();
    }
  }

  #forget(gone: Destination): void {
    for (const _ of this.#taken(gone)) this.#options.dropped();
    gone.asking?.cancel();
  }
}
