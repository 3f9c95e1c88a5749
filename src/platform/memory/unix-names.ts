/**
 * UNIX sockets of a simulated host: connections of the host with itself, over names instead of ports.
 *
 * What is a file outlives the power: a socket that its program did not close is there after a restart, with
 * nobody behind it, and so is a lock.
 */
import { type Deferred, fail } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { Listener, Socket, SocketAddress, StreamAddress, UNIXPlatform } from "../port.ts";
import type { Ends } from "./endpoint.ts";
import { MemoryLinks } from "./link-files.ts";
import type { ListenRequest } from "./listening-sockets.ts";

/** No host can be called that. */
const PREFIX = "unix:";

type Listening = Pick<ListenRequest, "backlog" | "accept" | "failed">;

/** What the host does for a name, which it takes for an address. */
export interface NamesHost {
  listen(at: SocketAddress, listening: Listening): Deferred<Listener<SocketAddress>>;
  connect(to: SocketAddress): Deferred<Socket>;
}

export class UnixNames {
  readonly unnamed: string = PREFIX;
  readonly #links = new MemoryLinks();
  /** Files, and whether somebody listens. */
  readonly #sockets = new Map<string, boolean>();
  #pid = 1;

  /** For the programs of this life of the host, which are one process. */
  platform(host: NamesHost): UNIXPlatform {
    return {
      listen: (at, { backlog }, accept, failed) => {
        if (this.#sockets.has(at.path))
          return fail(new PlatformError("EADDRINUSE", `${at.path} is in use`));
        this.#sockets.set(at.path, true);
        const accepts = accept as (socket: Socket) => void;
        return host.listen(address(at.path), { backlog, accept: accepts, failed }).addCallbacks(
          (listener): Listener<typeof at> => ({
            address: at,
            close: () => {
              this.#sockets.delete(at.path);
              return listener.close();
            },
          }),
          (failure): never => {
            this.#sockets.delete(at.path);
            throw failure.value;
          },
        );
      },
      connect: ({ path }) => {
        const listened = this.#sockets.get(path);
        if (listened) return host.connect(address(path)) as ReturnType<UNIXPlatform["connect"]>;
        const code = listened === undefined ? "ENOENT" : "ECONNREFUSED";
        return fail(new PlatformError(code, `nobody listens at ${path}`));
      },
      removeSocket: (path) => void this.#sockets.delete(path),
      links: this.#links.process(this.#pid),
    };
  }

  /** The processes die; files stay. Abstract names are no files. */
  crash(): void {
    this.#links.kill(this.#pid);
    this.#pid += 1;
    for (const path of this.#sockets.keys())
      if (path.startsWith("\0")) this.#sockets.delete(path);
      else this.#sockets.set(path, false);
  }
}

function address(path: string): SocketAddress {
  return { host: PREFIX + path, port: 0 };
}

export function isName(host: string): boolean {
  return host.startsWith(PREFIX);
}

export function pathOf(host: string): string {
  return host.slice(PREFIX.length);
}

/** The ends of a connection as programs see them. */
export function shown(route: Ends<SocketAddress>): Ends<StreamAddress> {
  if (!isName(route.local.host)) return route;
  const path = ({ host }: SocketAddress) => ({ path: pathOf(host) });
  return { local: path(route.local), peer: path(route.peer) };
}
