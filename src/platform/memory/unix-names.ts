/**
 * UNIX sockets of a simulated host: connections of the host with itself, over names instead of ports.
 *
 * What is a file outlives the power: a socket that its program did not close is there after a restart, with
 * nobody behind it, and so is a lock.
 */
import { Deferred, fail, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { PathAddress, Socket, UNIXPlatform } from "../port.ts";
import { MemoryLinks } from "./link-files.ts";
import { LocalStream, type LocalStreamHost } from "./local-stream.ts";

type Accept = (socket: Socket<PathAddress>) => void;

/** What the host does for the programs on it, in this life of its. */
export interface NamesHost extends Pick<LocalStreamHost, "later" | "soon"> {
  /** Does the program still run that asks? */
  alive(): boolean;
}

export class UnixNames {
  readonly #links = new MemoryLinks();
  /** Files, and who listens. */
  readonly #sockets = new Map<string, Accept | null>();
  readonly #open = new Set<LocalStream>();
  #pid = 1;

  /** Ends that are open. */
  get connections(): number {
    return this.#open.size;
  }

  /** For the programs of this life of the host, which are one process. */
  platform(host: NamesHost): UNIXPlatform {
    return {
      listen: ({ path }, _options, accept) => {
        if (!host.alive()) return new Deferred();
        if (this.#sockets.has(path))
          return fail(new PlatformError("EADDRINUSE", `${path} is in use`));
        this.#sockets.set(path, accept);
        const close = (): Deferred<void> => {
          if (this.#sockets.get(path) === accept) this.#sockets.delete(path);
          return succeed(undefined);
        };
        return succeed({ address: { path }, close });
      },
      connect: ({ path }) => (host.alive() ? this.#connect(path, host) : new Deferred()),
      removeSocket: (path) => void this.#sockets.delete(path),
      links: this.#links.process(this.#pid),
    };
  }

  /** As on a real host the connection is there at once, and waits to be accepted. */
  #connect(path: string, { later, soon }: NamesHost): Deferred<Socket<PathAddress>> {
    const listening = this.#sockets.get(path);
    if (!listening) {
      const code = listening === undefined ? "ENOENT" : "ECONNREFUSED";
      return fail(new PlatformError(code, `nobody listens at ${path}`));
    }
    const forget = (end: LocalStream): void => void this.#open.delete(end);
    const { near, far } = LocalStream.pair({ later, soon, forget }, path);
    this.#open.add(near).add(far);
    const connected = new Deferred<Socket<PathAddress>>(() => near.close());
    later(() => {
      if (this.#sockets.get(path) === listening) listening(far);
      else far.refuse();
    });
    later(() => {
      if (!connected.called) connected.callback(near);
    });
    return connected;
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
