/**
 * What moves bytes between the two ends of a joined connection, when a test says so.
 *
 * Rule: a round carries what was there when it began. What is written in answer goes with the next one, as it
 * would on a network.
 */
import { formatEvent } from "../../logger/index.ts";
import type { Clock } from "../../time/index.ts";
import { NeverAtRestError } from "./errors.ts";
import { collapsingPumpPolicy, type PumpPolicy } from "./pump-policy.ts";
import type { PumpedPlatform } from "./pumped-platform.ts";
import type { Waiting, WireEnd } from "./wire.ts";

export interface PumpOptions {
  /** How what was sent is cut; `collapsingPumpPolicy` by default: a round brings one piece. */
  readonly pumpPolicy?: PumpPolicy;
  /** Is given a line for each thing that goes over the wire: `C: b"hello"`, `S: end`, `C: reset`. */
  readonly debug?: (line: string) => unknown;
}

/** Both ends of a connection, and what they are pumped with. */
export interface PumpedConnection {
  readonly client: () => unknown;
  readonly server: () => unknown;
  readonly near: WireEnd;
  readonly far: WireEnd;
  readonly platform: PumpedPlatform;
  /** `null`: time passes by itself. */
  readonly clock: Clock | null;
}

const MOST_ROUNDS = 1000;
const MOST_TURNS = 10_000;

/** After `twisted.test.iosim.IOPump`. */
export class IOPump<C = unknown, S = unknown> {
  readonly #connection: PumpedConnection;
  readonly #policy: PumpPolicy;
  readonly #debug: ((line: string) => unknown) | undefined;

  constructor(
    connection: PumpedConnection,
    { pumpPolicy = collapsingPumpPolicy, debug }: PumpOptions = {},
  ) {
    this.#connection = connection;
    this.#policy = pumpPolicy;
    this.#debug = debug;
  }

  /** The protocols. */
  get client(): C {
    return this.#connection.client() as C;
  }

  get server(): S {
    return this.#connection.server() as S;
  }

  /** One round: what the client has sent to the server, then the other way. Did anything happen? */
  pump(): boolean {
    const { near, far, platform, clock } = this.#connection;
    const { rung } = platform;
    platform.enter(() => clock?.advance(0));
    const [fromClient, fromServer] = [near.waiting, far.waiting];
    const there = platform.enter(() => this.#carry("C", near, fromClient));
    const back = platform.enter(() => this.#carry("S", far, fromServer));
    return there || back || platform.rung > rung;
  }

  /** Pump until nothing happens any more. Has anything? Throws `NeverAtRestError` after a thousand rounds. */
  flush(): boolean {
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) if (!this.pump()) return rounds > 0;
    throw new NeverAtRestError(`after ${MOST_ROUNDS} rounds there is still something to be pumped`);
  }

  /** Let `seconds` pass, and flush. */
  advance(seconds: number): boolean {
    const { platform, clock } = this.#connection;
    if (clock === null) throw new RangeError("the time of this connection passes by itself");
    platform.enter(() => clock.advance(seconds));
    return this.flush();
  }

  /**
   * Flush until something is so, where part of the work is done by the host's own loop, as that of TLS is.
   *
   * @param turn lets the host's loop turn once: `setImmediate` of `node:timers/promises`.
   */
  async until(holds: () => boolean, turn: () => PromiseLike<unknown>): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      this.flush();
      if (holds()) return;
      await turn();
    }
    throw new NeverAtRestError(`it is not so after ${MOST_TURNS} turns`);
  }

  #carry(side: string, end: WireEnd, waiting: Waiting): boolean {
    const debug = this.#debug;
    if (debug === undefined) return end.carry(waiting, this.#policy);
    const moved = end.carry(waiting, (queue, target) =>
      this.#policy(
        {
          get length() {
            return queue.length;
          },
          get: () => {
            const piece = queue.get();
            debug(`${side}: ${formatEvent({ log_format: "{piece!r}", piece })}`);
            return piece;
          },
        },
        target,
      ),
    );
    if (moved && waiting.reset) debug(`${side}: reset`);
    else if (waiting.fin && !end.waiting.fin) debug(`${side}: end`);
    return moved;
  }
}
