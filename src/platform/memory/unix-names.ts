/**
 * UNIX sockets of a simulated host: who listens at which name, and the connections to it, which never leave the host.
 *
 * What is a file outlives the power: a socket that its program did not close is there after a restart, with
 * nobody behind it, and so is a lock.
 */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError, platformError } from "../errors.ts";
import type { Listener, PathAddress, Socket, UNIXPlatform } from "../port.ts";
import type { MemoryFiles } from "./files.ts";
import { MemoryLinks } from "./link-files.ts";
import { LocalStream, type LocalStreamHost } from "./local-stream.ts";
import type { NetstatRow } from "./netstat.ts";

/** What the host does for the program that runs on it now. */
export interface NamesProgram extends Pick<LocalStreamHost, "later" | "soon"> {
  /** Does it still run? */
  alive(): boolean;
}

/** What there is of the host itself. */
export interface NamesHost {
  readonly name: string;
  now(): number;
  /** Sockets are files among others. */
  readonly files: MemoryFiles;
  /** May the program have so many more descriptors? If not, why. */
  mayOpen(more: number): PlatformError | null;
  /** Every attempt to connect is refused, or finds a full queue. */
  readonly connects: "refused" | "dropped" | "usual";
}

/** Somebody who listens, with the connections that are not accepted. */
interface Listening {
  readonly path: string;
  readonly backlog: number;
  readonly accept: (socket: Socket<PathAddress>) => void;
  readonly failed: ((error: PlatformError) => void) | undefined;
  readonly since: number;
  readonly mode: number;
  readonly waiting: Set<LocalStream>;
}

export class UnixNames {
  readonly #host: NamesHost;
  readonly #links = new MemoryLinks();
  /** Files, and who listens. */
  readonly #sockets = new Map<string, Listening | null>();
  readonly #open = new Set<LocalStream>();
  #pid = 1;

  constructor(host: NamesHost) {
    this.#host = host;
  }

  /** Ends that are open. */
  get connections(): number {
    return this.#open.size;
  }

  /** How many descriptors of the program's are its. */
  get descriptors(): number {
    let count = this.#open.size;
    for (const listening of this.#sockets.values())
      if (listening !== null) count += 1 - listening.waiting.size;
    return count;
  }

  rows(): NetstatRow[] {
    const { name: host } = this.#host;
    const row = (
      { path, since }: { readonly path: string; readonly since: number },
      rest: Pick<NetstatRow, "peer" | "state" | "sendQueue" | "receiveQueue" | "owned">,
    ): NetstatRow => {
      const age = this.#host.now() - since;
      return { host, protocol: "unix", local: path || "*", ...rest, age };
    };
    const listening = [...this.#sockets.values()].filter((it) => it !== null);
    return [
      ...listening.map((it) =>
        row(it, {
          peer: "*",
          state: "LISTEN",
          sendQueue: 0,
          receiveQueue: it.waiting.size,
          owned: true,
        }),
      ),
      ...[...this.#open].map((end) =>
        row(
          { path: end.local.path, since: end.since },
          {
            peer: end.peer.path || "*",
            state: "ESTABLISHED",
            sendQueue: end.unsettled,
            receiveQueue: end.unread,
            owned: !listening.some(({ waiting }) => waiting.has(end)),
          },
        ),
      ),
    ];
  }

  /** For the programs of this life of the host, which are one process. */
  platform(program: NamesProgram): UNIXPlatform {
    const orNever = <T>(ask: () => Deferred<T>): Deferred<T> =>
      program.alive() ? ask() : new Deferred<T>();
    return {
      listen: ({ path }, { backlog, mode = 0o666 }, accept, failed) =>
        orNever(() =>
          this.#listen({
            path,
            backlog,
            accept,
            failed,
            since: this.#host.now(),
            waiting: new Set(),
            mode,
          }),
        ),
      connect: ({ path }) => orNever(() => this.#connect(path, program)),
      removeSocket: (path) => {
        const kind = isFile(path) ? this.#host.files.kindAt(path) : null;
        if (kind !== null && kind !== "socket")
          throw new PlatformError("EEXIST", `${path} is no socket`);
        this.#remove(path);
      },
      links: this.#links.process(this.#pid),
    };
  }

  #listen(listening: Listening): Deferred<Listener<PathAddress>> {
    const { path } = listening;
    this.#forgetIfGone(path);
    const inUse = new PlatformError("EADDRINUSE", `${path} is in use`);
    if (this.#sockets.has(path)) return fail(inUse);
    const error = this.#host.mayOpen(1);
    if (error !== null) return fail(error);
    try {
      if (isFile(path) && !this.#host.files.placeSocket(path, listening.mode)) return fail(inUse);
    } catch (thrown) {
      return fail(platformError(thrown));
    }
    this.#sockets.set(path, listening);
    const close = (): Deferred<void> => {
      if (this.#sockets.get(path) === listening) this.#remove(path);
      for (const end of listening.waiting) end.refuse();
      listening.waiting.clear();
      return succeed(undefined);
    };
    return succeed({ address: { path }, close });
  }

  /** As on a real host the connection is there at once, and waits to be accepted. */
  #connect(path: string, { later, soon }: NamesProgram): Deferred<Socket<PathAddress>> {
    const error = this.#host.mayOpen(1);
    if (error !== null) return fail(error);
    this.#forgetIfGone(path);
    const listening = this.#sockets.get(path);
    const { connects } = this.#host;
    if (!listening || connects === "refused") {
      const code = listening === undefined ? "ENOENT" : "ECONNREFUSED";
      return fail(new PlatformError(code, `nobody listens at ${path}`));
    }
    // As on Linux, the queue holds one more than the backlog; who finds it full is told so, and nobody tries again.
    if (connects === "dropped" || listening.waiting.size > listening.backlog)
      return fail(new PlatformError("EAGAIN", `the queue of ${path} is full`));
    const forget = (end: LocalStream): void => void this.#open.delete(end);
    const since = this.#host.now();
    const { near, far } = LocalStream.pair({ later, soon, forget }, path, since);
    this.#open.add(near).add(far);
    listening.waiting.add(far);
    const connected = new Deferred<Socket<PathAddress>>(() => near.close());
    later(() => {
      if (listening.waiting.has(far)) this.#accept(far, listening);
    });
    later(() => {
      if (!connected.called) connected.callback(near);
    });
    return connected;
  }

  #remove(path: string): void {
    this.#sockets.delete(path);
    if (isFile(path)) this.#host.files.removeSocket(path);
  }

  /** A program may have removed the file of a socket: nobody finds it any more. */
  #forgetIfGone(path: string): void {
    if (isFile(path) && this.#host.files.kindAt(path) !== "socket") this.#sockets.delete(path);
  }

  #accept(far: LocalStream, { waiting, accept, failed }: Listening): void {
    const error = this.#host.mayOpen(1);
    waiting.delete(far);
    if (error === null) accept(far);
    else {
      far.close();
      failed?.(error);
    }
  }

  /** The processes die; files stay. Abstract names are no files. */
  crash(): void {
    this.#links.kill(this.#pid);
    this.#pid += 1;
    for (const path of this.#sockets.keys())
      if (path.startsWith("\0")) this.#sockets.delete(path);
      else this.#sockets.set(path, null);
    for (const end of [...this.#open]) end.vanish();
  }
}

/** Abstract names, and the empty one, are no files. */
function isFile(path: string): boolean {
  return path !== "" && !path.startsWith("\0");
}
