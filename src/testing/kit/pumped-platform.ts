/**
 * A platform that does what a test says, and nothing by itself: who listens and who connects is handed to `asked`,
 * which decides what comes of it.
 *
 * Rule: what the reactor wants to run soon runs when the call from outside that caused it has come to its end.
 */
import { type Deferred, fail, succeed } from "../../deferred/index.ts";
import type { IReactorTime } from "../../net/index.ts";
import {
  type DatagramSink,
  type DatagramSocket,
  type Listener,
  type Platform,
  PlatformError,
  type Socket,
  type SocketAddress,
  type StreamAddress,
  type TLSPlatform,
} from "../../platform/index.ts";
import { MemoryLinks } from "../../platform/memory/index.ts";
import { Clock } from "../../time/index.ts";
import { PumpedDatagramSocket } from "./pumped-datagram-socket.ts";
import { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";

/** Hears of what the reactor asks of its platform. */
export interface PlatformAsked {
  listening(listener: PumpedListener): void;
  connecting(attempt: PumpedAttempt): void;
  bound(socket: PumpedDatagramSocket): void;
}

export type PumpedCapabilities = Platform &
  Required<Pick<Platform, "tcp" | "unix" | "udp">> & {
    readonly tcp: { readonly descriptors: object };
  };

/** Where a host begins to give ports away, by RFC 6335. */
const FIRST_EPHEMERAL = 49_152;
const PUMPED = { name: "pumped", isUp: (): boolean => true };

export class PumpedPlatform {
  readonly #clock: IReactorTime;
  readonly #asked: PlatformAsked;
  readonly #tls: TLSPlatform | undefined;
  readonly #woken: () => void;
  #soon: (() => void)[] = [];
  #depth = 0;
  #nextPort = FIRST_EPHEMERAL;
  /** The delayed calls that are the platform's own. */
  readonly #alarms = new WeakSet<object>();
  #rung = 0;
  readonly #listeners = new Set<PumpedListener>();

  /** @param woken is called when something is to be done that nobody from outside has begun. */
  constructor(
    clock: IReactorTime,
    asked: PlatformAsked,
    tls: TLSPlatform | undefined,
    woken: () => void = () => {},
  ) {
    this.#clock = clock;
    this.#asked = asked;
    this.#tls = tls;
    this.#woken = woken;
  }

  /** How many alarms have rung so far. */
  get rung(): number {
    return this.#rung;
  }

  isAlarm(call: object): boolean {
    return this.#alarms.has(call);
  }

  /** A call from outside; when the outermost has come to its end, all that was to run soon has run. */
  enter<T>(act: () => T): T {
    this.#depth += 1;
    try {
      const result = act();
      if (this.#depth === 1) this.#settle();
      return result;
    } finally {
      this.#depth -= 1;
    }
  }

  readonly soon = (run: () => void): void => {
    this.#soon.push(run);
    if (this.#depth === 0) this.#woken();
  };

  /** What throws comes out; what was to run after it still does, at the end of the next call. */
  #settle(): void {
    for (let run = this.#soon.shift(); run !== undefined; run = this.#soon.shift()) run();
  }

  platform(): PumpedCapabilities {
    const tls = this.#tls;
    return {
      name: "pumped",
      now: () => this.#clock.seconds(),
      wallClock: () => this.#clock.seconds(),
      alarm: (seconds, ring) => this.#alarm(seconds, ring),
      soon: this.soon,
      // No chance is left to anything here.
      random: () => 0.5,
      ...(tls && { tls }),
      // Its time is the test's: nobody is to wait for it to pass.
      ...(this.#clock instanceof Clock && { host: PUMPED }),
      tcp: {
        listen: (at, _options, accept) =>
          this.#listen({ host: at.host, port: at.port || this.#nextPort++ }, accept),
        connect: (to, { bindAddress }) => {
          const { host = "10.0.0.2", port = 0 } = bindAddress ?? {};
          return this.#connect({ host, port: port || this.#nextPort++ }, to);
        },
        descriptors: {
          listen: (_fd, accept) =>
            this.#listen({ host: "0.0.0.0", port: this.#nextPort++ }, accept) as Deferred<Listener>,
          connection: () => this.#connect(this.#ephemeral(), this.#ephemeral()) as Deferred<Socket>,
        },
      },
      unix: {
        listen: (at, _options, accept) => this.#listen(at, accept),
        connect: (to) => this.#connect({ path: "" }, to),
        removeSocket() {},
        links: new MemoryLinks().process(1),
      },
      udp: {
        bind: (at, _options, sink) =>
          this.#bind({ host: at.host, port: at.port || this.#nextPort++ }, sink),
      },
    };
  }

  #ephemeral(): SocketAddress {
    return { host: "10.0.0.1", port: this.#nextPort++ };
  }

  #alarm(seconds: number, ring: () => void): () => void {
    const call = this.#clock.callLater(seconds, () => {
      this.#rung += 1;
      if (this.#depth === 0) this.#woken();
      this.enter(ring);
    });
    this.#alarms.add(call);
    return () => {
      if (call.active) call.cancel();
    };
  }

  #listen<A extends StreamAddress>(
    at: A,
    accept: (socket: Socket<A>) => void,
  ): Deferred<Listener<A>> {
    const forget = (closed: PumpedListener): void => void this.#listeners.delete(closed);
    const listener = new PumpedListener(at, accept as (socket: Socket<never>) => void, forget);
    this.#asked.listening(listener);
    for (const other of this.#listeners)
      if (overlap(other.address, at)) {
        listener.listening = false;
        return fail(new PlatformError("EADDRINUSE", "the address is in use"));
      }
    this.#listeners.add(listener);
    return succeed(listener as Listener<A> & PumpedListener);
  }

  #connect<A extends StreamAddress>(from: A, to: A): Deferred<Socket<A>> {
    const attempt = new PumpedAttempt(from, to, this.soon);
    this.#asked.connecting(attempt);
    return attempt.socket as unknown as Deferred<Socket<A>>;
  }

  #bind(at: SocketAddress, sink: DatagramSink): Deferred<DatagramSocket> {
    const socket = new PumpedDatagramSocket(at, sink);
    this.#asked.bound(socket);
    return succeed(socket);
  }
}

const EVERYWHERE: readonly string[] = ["0.0.0.0", "::"];

/** Can only one of them be listened on? */
function overlap(a: StreamAddress, b: StreamAddress): boolean {
  if ("path" in a && "path" in b) return a.path === b.path;
  if (!("port" in a && "port" in b) || a.port !== b.port) return false;
  return a.host === b.host || EVERYWHERE.includes(a.host) || EVERYWHERE.includes(b.host);
}
