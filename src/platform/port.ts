/**
 * The port: what something must supply for a `Reactor` to run on it. A checklist.
 *
 * - [ ] `now`, `alarm`, `soon`, `random`, `wallClock`: time and chance.
 * - [ ] `hold`, `signals`: only where there is a process to keep alive and to be interrupted.
 * - [ ] `tls` (in `tls-port.ts`): an engine that does no I/O.
 * - [ ] `udp` (in `udp-port.ts`): datagrams.
 * - [ ] `descriptors` (in `descriptors-port.ts`): what can be read without waiting.
 * - [ ] `names` (in `names-port.ts`): addresses of hosts.
 * - [ ] `processes` (in `process-port.ts`): children, and pipes to them.
 * - [ ] `environment` (in `environment-port.ts`): variables and files that a program was started with.
 * - [ ] `files` (in `files-port.ts`): files of the host.
 * - [ ] `stdio`: where a program has a standard input and output.
 * - [ ] `threads` (in `threads-port.ts`): programs beside this one.
 * - [ ] `tcp`: streams over addresses; `unix`: streams over names of files. Each capability is optional,
 *   and is one field.
 *
 * Rules that hold for all of it:
 *
 * 1. Nothing that is called by the reactor calls back into it before it returns. Sinks, `accept`,
 *    alarms and `soon` are called later, from the platform's own loop. (A Deferred may have fired already.)
 * 2. Each such call is one turn: a platform may deliver any number of events in a turn.
 * 3. Errors are `PlatformError`s: they say by a POSIX `code` what happened. What that means to a
 *    program is decided above, once.
 * 4. Everything else a user can observe is above the port: flush then close, half-close, producers,
 *    timeouts, reasons, logging.
 *
 * A new platform is proved by `tcpConformance` of `torsion/testing`.
 */
import type { Deferred, LinkFiles } from "../deferred/index.ts";
import type { DescriptorsPlatform } from "./descriptors-port.ts";
import type { EnvironmentPlatform } from "./environment-port.ts";
import type { PlatformError } from "./errors.ts";
import type { FilesPlatform } from "./files-port.ts";
import type { NamesPlatform } from "./names-port.ts";
import type { ProcessPlatform } from "./process-port.ts";
import type { ThreadsPlatform } from "./threads-port.ts";
import type { TLSPlatform } from "./tls-port.ts";
import type { UDPPlatform } from "./udp-port.ts";

export interface Platform {
  /** `node`, `memory`, …: for messages. */
  readonly name: string;
  /** Seconds on a clock that never goes back. */
  now(): number;
  /** Seconds since 1970, for logs alone. */
  wallClock(): number;
  /** Ring once, about `seconds` from now (0 or more; however many). Gives what takes it back. */
  alarm(seconds: number, ring: () => void): () => void;
  /** Run when the code that runs now is done, before anything from outside is delivered. */
  soon(run: () => void): void;
  /** At least 0, less than 1. */
  random(): number;
  /** Only where it is simulated: whose it is, and whether that has crashed since. */
  readonly host?: { readonly name: string; isUp(): boolean };
  /** Keep the process alive until the result is called. */
  hold?(): () => void;
  /** Call `received` on each of the signals until the result is called. */
  signals?(names: readonly SignalName[], received: (name: SignalName) => void): () => void;
  readonly tcp?: TCPPlatform;
  readonly unix?: UNIXPlatform;
  readonly tls?: TLSPlatform;
  readonly udp?: UDPPlatform;
  readonly names?: NamesPlatform;
  readonly descriptors?: DescriptorsPlatform;
  readonly processes?: ProcessPlatform;
  readonly environment?: EnvironmentPlatform;
  readonly files?: FilesPlatform;
  readonly stdio?: StdioPlatform;
  readonly threads?: ThreadsPlatform;
}

export type SignalName = "SIGINT" | "SIGTERM" | "SIGHUP";

/** A host, as an address without brackets, and a port. `connect` is given a name where there is no `names`. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** A file's name or, where it begins with a NUL, an abstract one; empty for a socket without a name. */
export interface PathAddress {
  readonly path: string;
}

/** An end without an address: a pipe, or a stream of the program's own; what it is called. */
export interface NamedPipe {
  readonly pipe: string;
}

export type StreamAddress = SocketAddress | PathAddress | NamedPipe;

export interface StreamPlatform<A extends StreamAddress, ListenOptions, ConnectOptions> {
  /**
   * Cancelling it closes what was opened. `failed`: a connection could not be accepted, for want of
   * descriptors say; the listener goes on, and does not try that one again and again (X17).
   */
  listen(
    at: A,
    options: ListenOptions,
    accept: (socket: Socket<A>) => void,
    failed?: (error: PlatformError) => void,
  ): Deferred<Listener<A>>;
  /** Cancelling it closes the socket; there is no time limit but the host's own. */
  connect(to: A, options: ConnectOptions): Deferred<Socket<A>>;
}

export interface TCPPlatform
  extends StreamPlatform<
    SocketAddress,
    { readonly backlog: number },
    { readonly bindAddress?: SocketAddress }
  > {
  /** Take over descriptors that the process was started with; they are the platform's from now on. */
  readonly descriptors?: {
    listen(
      fd: number,
      accept: (socket: Socket) => void,
      failed?: (error: PlatformError) => void,
    ): Deferred<Listener>;
    connection(fd: number): Deferred<Socket>;
  };
}

export interface UNIXPlatform
  extends StreamPlatform<
    PathAddress,
    /** `mode`: the permissions of the file, 0o666 say. */
    { readonly backlog: number; readonly mode?: number },
    Readonly<Record<string, never>>
  > {
  /** Remove the socket at `path`, if there is one; a file that is no socket is left, and `EEXIST` thrown. */
  removeSocket(path: string): void;
  /** What locks beside sockets are made of. */
  readonly links: LinkFiles;
}

export interface StdioPlatform {
  /** Both, as one stream; once in a program: throws `EBUSY`. */
  open(): Socket<NamedPipe>;
}

export interface Listener<A extends StreamAddress = StreamAddress> {
  readonly address: A;
  /** Accept no more; sockets that were accepted live on. Fires when the address is free. */
  close(): Deferred<void>;
}

/** A connected socket. */
export interface Socket<A extends StreamAddress = StreamAddress> {
  readonly local: A;
  readonly peer: A;
  /** From now on tell `sink`, and read. Called at once; called again where TLS comes in between (`startTLS`). */
  start(sink: SocketSink): void;
  /**
   * Send; the bytes are the socket's until they are sent. `true`: the host has taken all of it.
   * `false`: it has not, and `sink.drained` will be called when it has taken all that was written.
   */
  write(data: Uint8Array): boolean;
  /** After `pauseReading` returns, no more data is delivered, what the socket holds included. */
  pauseReading(): void;
  resumeReading(): void;
  /** Send FIN after what was written. */
  shutdown(): void;
  /** Close both directions; what the host has taken is still sent. Then `sink.closed`. */
  close(): void;
  /** Close with a reset. Then `sink.closed`. */
  abort(): void;
  /** Of TCP alone. */
  setNoDelay?(enabled: boolean): void;
  setKeepAlive?(enabled: boolean): void;
}

export interface SocketSink {
  /** The bytes are the sink's, unless … */
  data(bytes: Uint8Array): void;
  /** … it borrows them: it has no more use for them when `data` returns, and they may change then. */
  readonly borrows?: boolean;
  drained(): void;
  /** The peer has sent FIN. */
  ended(): void;
  /**
   * Called exactly once, last; with an error when neither `close` nor `abort` nor both FINs were the cause, or with
   * `PeerEnded`, whatever the cause.
   */
  closed(error?: PlatformError): void;
}
