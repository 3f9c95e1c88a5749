/**
 * The language of the scenarios: who does what with a connection, and when, as data.
 *
 * Rule: each step begins when both sides have come to rest, so that nothing is left to who is first.
 */

/** What is done to a transport, or by a client or the port. All of a step, or of a reaction, is done in one turn. */
export type Action =
  | { readonly do: "write"; readonly bytes: number }
  | { readonly do: "writeSequence"; readonly sizes: readonly number[] }
  /** Write what is no bytes. */
  | { readonly do: "writeText" }
  | { readonly do: "pause" | "resume" | "stopProducing" }
  | { readonly do: "loseWrite" | "lose" | "abort" }
  /** Register a producer of these pieces; with `ends` it unregisters behind the last. */
  | { readonly do: "push" | "pull"; readonly sizes: readonly number[]; readonly ends?: boolean }
  | { readonly do: "unregister" }
  | { readonly do: "noDelay" | "keepAlive"; readonly on: boolean }
  | { readonly do: "throw" }
  /** Do the rest in another turn, as soon as may be. */
  | { readonly do: "later"; readonly actions: readonly Action[] }
  /** Of a client: begin the first attempt, or another one. */
  | { readonly do: "connect" }
  | { readonly do: "disconnect" | "stopConnecting" }
  /** Of the port: accept no more; again, at the same address. */
  | { readonly do: "stopListening" | "listen" };

export interface Reaction {
  /** A callback of the protocol, or the moment at which so many bytes have come. */
  readonly at: "made" | "readLost" | "writeLost" | "lost" | number;
  readonly actions: readonly Action[];
}

/** How the protocols of one side behave by themselves. */
export interface Role {
  readonly halfCloseable?: boolean;
  /** What `buildProtocol` does, if it builds no protocol. */
  readonly builds?: "null" | "nothing" | "throws";
  readonly reactions?: readonly Reaction[];
}

export interface ClientRole extends Role {
  /** To where nobody answers. */
  readonly to?: "deaf";
  /** The time limit of each attempt. */
  readonly seconds?: number;
  /** What the factory is to do on a callback. */
  readonly onFailed?: readonly Action[];
  readonly onLost?: readonly Action[];
  readonly onStarted?: readonly Action[];
}

/** `client 0` is the first client, `clients` are all; `server 0` is the far end of the connection that was made first. */
export type Actor = "clients" | `client ${number}` | `server ${number}` | "port";

export interface Step {
  readonly who: Actor;
  readonly actions: readonly Action[];
}

export interface Scenario {
  readonly name: string;
  readonly carrier: "tcp" | "unix";
  /** Of the connections in the order in which they come; the last is that of all others as well. */
  readonly servers: readonly Role[];
  readonly clients: readonly ClientRole[];
  readonly steps: readonly Step[];
}

/** More than hosts take from a program while nobody reads at the other end. */
export const HUGE = 6_000_000;
