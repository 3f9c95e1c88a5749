/**
 * The ports of a worker: sockets that its supervisor has opened, and that all of its workers accept connections from.
 *
 * Rule: the supervisor keeps every socket. A worker that dies takes none of the connections with it that it has not
 * accepted: they wait in the kernel's queue, for the others and for whoever comes in its place.
 */
import type * as net from "node:net";
import { Deferred, type LinkFiles } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { Listener, StreamAddress } from "../port.ts";
import { type Accepting, listen } from "./net-streams.ts";

/** Where a worker wants to listen. */
export type PortWanted =
  | { readonly host: string; readonly port: number }
  | { readonly path: string; readonly mode?: number }
  /** A descriptor that the supervisor was started with. */
  | { readonly fd: number };

/** What a worker tells its supervisor. */
export type WorkerMessage =
  | { readonly torsion: "listen"; readonly id: number; readonly wanted: PortWanted }
  /** It no longer accepts from the port that it asked for with this id. */
  | { readonly torsion: "close"; readonly id: number }
  /** Its services have started. */
  | { readonly torsion: "started" }
  /** It is going to end: what it closes from here on is wanted all the same. */
  | { readonly torsion: "stopping" };

/** What it is answered; with the handle of a socket that is bound, or what kept it from being. */
export type SupervisorMessage =
  | { readonly torsion: "listening"; readonly id: number }
  | {
      readonly torsion: "failed";
      readonly id: number;
      readonly code: string;
      readonly message: string;
    };

/** The channel to the supervisor. */
export interface SupervisorChannel {
  /** The worker's number, from 1. */
  readonly worker: number;
  /** The process id of the supervisor. */
  readonly pid: number;
  send(message: WorkerMessage): void;
  /** Have `received` called with each message, and `handle` where one came with it. */
  receive(received: (message: SupervisorMessage, handle: object | undefined) => void): void;
  /** Have `closed` called when the supervisor is no more; at once where it is that already. */
  whenClosed(closed: () => void): void;
}

/** A socket that `server` is to accept from. */
export type OpenSocket = (wanted: PortWanted) => Deferred<SharedSocket>;

export interface SharedSocket {
  /** Accept from it; `net.Server` is told as if it had opened it itself. */
  listen(server: net.Server, backlog: number, opened: () => void): void;
  /** It is not listened on any more. */
  closed(): void;
}

/** What `net.Server.listen` does with a handle that is there already; the same since Node 0.6, and no public API. */
interface ServerInternals {
  _handle: object | null;
  _listen2(address: null, port: number, addressType: number, backlog: number): void;
}

export class SharedPorts {
  readonly #channel: SupervisorChannel;
  readonly #waiting = new Map<number, Deferred<SharedSocket>>();
  #lastId = 0;

  constructor(channel: SupervisorChannel) {
    this.#channel = channel;
    channel.receive((message, handle) => this.#received(message, handle));
    channel.whenClosed(() => {
      for (const id of [...this.#waiting.keys()])
        this.#fail(id, new PlatformError("ECONNABORTED", "the supervisor has ended"));
    });
  }

  /** Fails with what kept the supervisor from opening it. */
  readonly open: OpenSocket = (wanted) => {
    this.#lastId += 1;
    const id = this.#lastId;
    const opening = new Deferred<SharedSocket>(() => {
      // The answer is not waited for any more, and closes what comes with it.
      this.#waiting.delete(id);
      this.#channel.send({ torsion: "close", id });
    });
    this.#waiting.set(id, opening);
    this.#channel.send({ torsion: "listen", id, wanted });
    return opening;
  };

  #received(message: SupervisorMessage, handle: object | undefined): void {
    const { id } = message;
    const opening = this.#waiting.get(id);
    if (message.torsion === "failed") {
      this.#fail(id, new PlatformError(message.code, message.message));
    } else if (opening === undefined) {
      (handle as { close?(): void } | undefined)?.close?.();
    } else if (handle === undefined) {
      // A channel that was closed on the other side before it was received loses the handle alone.
      this.#fail(id, new PlatformError("ECONNABORTED", "its socket was lost on the way"));
    } else {
      this.#waiting.delete(id);
      opening.callback({
        listen: (server, backlog, opened) => listenOn(server, handle, backlog, opened),
        closed: () => this.#channel.send({ torsion: "close", id }),
      });
    }
  }

  #fail(id: number, error: PlatformError): void {
    const opening = this.#waiting.get(id);
    this.#waiting.delete(id);
    opening?.errback(error);
  }
}

function listenOn(server: net.Server, handle: object, backlog: number, opened: () => void): void {
  const internals = server as unknown as ServerInternals;
  internals._handle = handle;
  server.once("listening", opened);
  internals._listen2(null, -1, -1, backlog);
}

/** As `listen` of `net-streams.ts`, on a socket of the supervisor's. */
export function listenShared<A extends StreamAddress>(
  open: OpenSocket,
  wanted: PortWanted,
  backlog: number,
  addressOf: (server: net.Server) => A,
  accepting: Accepting<A>,
): Deferred<Listener<A>> {
  return open(wanted).addCallback((socket) =>
    listen(
      (server, opened) => socket.listen(server, backlog, opened),
      addressOf,
      accepting,
    ).addCallbacks(
      (listener): Listener<A> => ({
        address: listener.address,
        close: () => listener.close().addCallback(() => socket.closed()),
      }),
      (failure): Listener<A> => {
        socket.closed();
        throw failure;
      },
    ),
  );
}

/**
 * Locks beside UNIX sockets, for workers: they are the supervisor's, and held by all of its workers. What the supervisor
 * holds is free for each of them, and it alone gives it back.
 */
export function sharedLinks(links: LinkFiles, supervisor: number): LinkFiles {
  const isOurs = (path: string): boolean => links.readlink(path) === String(supervisor);
  return {
    ...links,
    pid: supervisor,
    symlink: (target, path) => links.symlink(target, path) || isOurs(path),
    remove: (path) => (isOurs(path) ? true : links.remove(path)),
  };
}
