/**
 * What a reactor says of itself: everything that it has in hands, as data.
 *
 * Rules: all of it can be written as JSON. Bytes are bytes, times are seconds, and ages are counted back from the moment
 * of the description. An `id` is of one thing of one reactor, stays with it, and is never given to another.
 */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { Figures } from "./figures.ts";

/** Something that was made, … */
export interface Described {
  readonly id: number;
  /** … by this line of the program, `file:line:column`; `null` unless resources are tracked (`trackResources`). */
  readonly place: string | null;
}

export interface PortDescription extends Described {
  /** As people write it: `127.0.0.1:8007`, `/run/echo.sock`. */
  readonly address: string;
  readonly kind: StreamKind;
  readonly tls: boolean;
  /** What its factory calls itself, or its class. */
  readonly factory: string;
  readonly state: "open" | "closing";
  /** How many of the connections that there are have come in by it. */
  readonly connections: number;
}

export type StreamKind = "TCP" | "UNIX" | "other";

/**
 * - `handshake`: TLS has not been agreed on yet;
 * - `write-closed`: our side sends no more, or will not once it has sent what it has; `read-closed`: the peer sends no more;
 * - `closing`: `loseConnection` was called, or an abort is under way.
 */
export type ConnectionState = "open" | "handshake" | "write-closed" | "read-closed" | "closing";

export interface ConnectionDescription extends Described {
  readonly kind: StreamKind;
  readonly tls: boolean;
  /** What ALPN has agreed on. */
  readonly negotiated: string | null;
  readonly host: string;
  readonly peer: string;
  readonly state: ConnectionState;
  readonly origin: "accepted" | "connected" | "adopted";
  /** The `id` of the port that it came in by; `null` where it did not. */
  readonly port: number | null;
  /** The class of its protocol, … */
  readonly protocol: string;
  /** … of what is wrapped around that, the outermost first, … */
  readonly wrappers: readonly string[];
  /** … and what it says of itself, where it provides `IFigures`. */
  readonly figures: Figures | null;
  readonly ageSeconds: number;
  /** What the protocol was given; over TLS, plaintext. */
  readonly bytesIn: number;
  /** What the host has taken of what was written; the rest is buffered. */
  readonly bytesOut: number;
  readonly bufferedBytes: number;
  /** Nothing is read: the protocol, or who consumes what it produces, has paused it. */
  readonly paused: boolean;
  readonly producer: ProducerDescription | null;
}

/** Who writes to a connection as fast as that takes it. */
export interface ProducerDescription {
  readonly name: string;
  readonly streaming: boolean;
  /** It was told to wait; never where it is not streaming. */
  readonly paused: boolean;
}

export interface AttemptDescription extends Described {
  readonly to: string;
  readonly tls: boolean;
  readonly factory: string;
  readonly ageSeconds: number;
  /** Until it is given up. */
  readonly secondsLeft: number;
}

export interface UDPPortDescription extends Described {
  readonly address: string;
  readonly protocol: string;
  readonly figures: Figures | null;
  readonly state: "open" | "closing";
  readonly ageSeconds: number;
  readonly datagramsIn: number;
  readonly datagramsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface LookupDescription extends Described {
  readonly name: string;
  readonly ageSeconds: number;
}

export interface DelayedCallDescription extends Described {
  /** The name of the function; empty where it has none. */
  readonly what: string;
  /** Until it is made; negative where it is late. */
  readonly seconds: number;
}

export interface ProcessDescription extends Described {
  /** What it believes to be called; its arguments may be secret. */
  readonly name: string;
  readonly pid: number;
  readonly ageSeconds: number;
  /** `exited`: its pipes are still open, or others of its process group live. */
  readonly state: "running" | "ending" | "exited";
}

export interface ThreadsDescription {
  readonly min: number;
  readonly max: number;
  readonly threads: number;
  readonly working: number;
  /** Calls that wait for a thread. */
  readonly waiting: number;
}

/** How long turns took, since somebody measures them. While one runs, nothing else does. */
export interface TurnsDescription {
  readonly count: number;
  /** In all of them together: divided by `measuredSeconds`, the share of time in which the program was busy with them. */
  readonly busySeconds: number;
  readonly longestSeconds: number;
  /** How many took more than 10 ms, 100 ms, 1 s. */
  readonly over10ms: number;
  readonly over100ms: number;
  readonly over1s: number;
  readonly measuredSeconds: number;
}

/** How many there are, also of what a description that is limited leaves out. */
export interface ReactorCounts {
  readonly ports: number;
  readonly connections: number;
  readonly attempts: number;
  readonly udpPorts: number;
  readonly lookups: number;
  readonly delayedCalls: number;
  readonly processes: number;
  /** Connections since the reactor was made, those that have ended included. */
  readonly connectionsSoFar: number;
}

export type ReactorState = "new" | "running" | "stopping" | "stopped";

export interface ReactorDescription {
  /** `node`, `memory`. */
  readonly platform: string;
  /** Of a simulated network, the name of the host. */
  readonly host: string | null;
  readonly state: ReactorState;
  /** Since it runs; `null` before. */
  readonly upSeconds: number | null;
  /** `null` while nobody measures them: see `measureTurns`. */
  readonly turns: TurnsDescription | null;
  readonly counts: ReactorCounts;
  readonly ports: readonly PortDescription[];
  readonly connections: readonly ConnectionDescription[];
  /** Attempts to connect. */
  readonly attempts: readonly AttemptDescription[];
  readonly udpPorts: readonly UDPPortDescription[];
  /** Names that are being looked up. */
  readonly lookups: readonly LookupDescription[];
  /** The first to be made first; the reactor's own time limits included. */
  readonly delayedCalls: readonly DelayedCallDescription[];
  readonly processes: readonly ProcessDescription[];
  /** `null` before a thread was asked for. */
  readonly threads: ThreadsDescription | null;
  /** Descriptors that are watched, by `addReader` and `addWriter`. */
  readonly watched: { readonly readers: number; readonly writers: number };
}

/** By what connections can be chosen, and sorted: the largest first. */
export type ConnectionOrder = "ageSeconds" | "bytesIn" | "bytesOut" | "bufferedBytes";

export interface DescribeOptions {
  /** How many of each kind; all by default. Of connections the largest in `by`, of delayed calls those that are due first. */
  readonly most?: number;
  /** `ageSeconds` by default. */
  readonly by?: ConnectionOrder;
}

/** A reactor that says what it has in hands: every reactor does. */
export interface IReactorInspection {
  /** As it is now. Costs what there is to tell and, while nobody asks, next to nothing. */
  describe(options?: DescribeOptions): ReactorDescription;
  /**
   * The same, for a program that has thousands of things and little time: each step takes less than a millisecond or so, for
   * a `Cooperator` to make between others. What has ended before its step is left out.
   */
  describeInSteps(options?: DescribeOptions): Generator<void, ReactorDescription>;
  /** Measure how long turns take, until the result is called. It costs two looks at the clock for each turn. */
  measureTurns(): () => void;
}
export const IReactorInspection: Interface<IReactorInspection> = defineInterface(
  "torsion.IReactorInspection",
  [],
  { describe: method, describeInSteps: method, measureTurns: method },
);
