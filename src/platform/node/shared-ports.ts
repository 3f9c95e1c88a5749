/**
 * The ports of a worker: its supervisor has them opened, accepts the connections, and hands them over one by one.
 *
 * Rule: a connection is the worker's when it has said so, and nothing is read from it before. Who dies has taken none of
 * the others with it: what was handed to it and not taken goes to another worker.
 */
import * as net from "node:net";
import { Deferred, type LinkFiles } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { Listener, StreamAddress } from "../port.ts";
import { type Accepting, acceptedSocket } from "./net-streams.ts";

/** Where a worker wants to listen. */
export type PortWanted = { readonly backlog: number } & (
  | { readonly host: string; readonly port: number }
  | { readonly path: string; readonly mode?: number }
  /** A descriptor that the supervisor was started with. */
  | { readonly fd: number }
);

/** What a worker tells its supervisor. */
export type WorkerMessage =
  | { readonly torsion: "listen"; readonly id: number; readonly wanted: PortWanted }
  /** It no longer wants what comes to the port that it asked for with this id. */
  | { readonly torsion: "close"; readonly id: number }
  /** It has taken the connection, or does not want it. */
  | { readonly torsion: "taken"; readonly connection: number }
  | { readonly torsion: "refused"; readonly connection: number }
  /** It was asked about it, and has never got it: there was no descriptor left, say. */
  | { readonly torsion: "lost"; readonly connection: number }
  /** Its services have started. */
  | { readonly torsion: "started" }
  /** It is going to end: what it closes from here on is wanted all the same. */
  | { readonly torsion: "stopping" };

/** What it is told. */
export type SupervisorMessage =
  | { readonly torsion: "listening"; readonly id: number; readonly address: StreamAddress }
  | {
      readonly torsion: "failed";
      readonly id: number;
      readonly code: string;
      readonly message: string;
    }
  /**
   * It is to end. No signal: who ends all processes of a group, as systemd does, has sent one already, and a second one
   * would mean that nobody waits any more.
   */
  | { readonly torsion: "stop" }
  /** A connection to the port that it asked for with this id; its socket comes along. */
  | { readonly torsion: "connection"; readonly id: number; readonly connection: number }
  /** That connection should have arrived before this. */
  | { readonly torsion: "given"; readonly connection: number };

/** The channel to the supervisor. */
export interface SupervisorChannel {
  /** The worker's number, from 1. */
  readonly worker: number;
  /** The process id of the supervisor. */
  readonly pid: number;
  send(message: WorkerMessage): void;
  /** Have `received` called with each message, and the socket where one came with it. */
  receive(received: (message: SupervisorMessage, socket: unknown) => void): void;
  /** Have `stop` called when the supervisor wants this to end, or is no more; at once where it was so before. */
  whenToStop(stop: (why: "told" | "closed") => void): void;
}

/** One port that a worker has asked for. */
interface Asked {
  readonly opened: Deferred<StreamAddress>;
  /** From when it listens until it is closed. */
  accept: ((socket: net.Socket) => void) | null;
}

export class SharedPorts {
  readonly #channel: SupervisorChannel;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  /** They come with growing numbers, one at a time. */
  #lastConnection = 0;

  constructor(channel: SupervisorChannel) {
    this.#channel = channel;
    channel.receive((message, socket) => this.#received(message, socket));
    channel.whenToStop((why) => {
      if (why === "told") return;
      for (const id of [...this.#asked.keys()])
        this.#fail(id, new PlatformError("ECONNABORTED", "the supervisor has ended"));
    });
  }

  /** As `listen` of `net-streams.ts`. Fails with what kept the supervisor from listening. */
  listen<A extends StreamAddress>(
    wanted: PortWanted,
    addressOf: (found: StreamAddress) => A,
    accepting: Accepting<A>,
  ): Deferred<Listener<A>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const close = (): void => {
      if (this.#asked.delete(id)) this.#channel.send({ torsion: "close", id });
    };
    const asked: Asked = { opened: new Deferred<StreamAddress>(close), accept: null };
    this.#asked.set(id, asked);
    this.#channel.send({ torsion: "listen", id, wanted });
    return asked.opened.addCallback((found): Listener<A> => {
      const at = addressOf(found);
      asked.accept = (raw) => accepting.accept(acceptedSocket(raw, accepting, at));
      return {
        address: at,
        close: () => {
          close();
          const closed = new Deferred<void>();
          setImmediate(() => closed.callback(undefined));
          return closed;
        },
      };
    });
  }

  #received(message: SupervisorMessage, socket: unknown): void {
    if (message.torsion === "stop") return;
    if (message.torsion === "given") {
      const { connection } = message;
      if (connection > this.#lastConnection) this.#channel.send({ torsion: "lost", connection });
      return;
    }
    const asked = this.#asked.get(message.id);
    if (message.torsion === "listening") asked?.opened.callback(message.address);
    else if (message.torsion === "failed")
      this.#fail(message.id, new PlatformError(message.code, message.message));
    else this.#connection(message.connection, asked?.accept ?? null, socket);
  }

  #connection(
    connection: number,
    accept: ((raw: net.Socket) => void) | null,
    socket: unknown,
  ): void {
    this.#lastConnection = connection;
    const raw = socket instanceof net.Socket ? socket : null;
    if (raw === null || accept === null) {
      raw?.destroy();
      this.#channel.send({ torsion: "refused", connection });
      return;
    }
    // First: it is in the channel before anything is read from the connection.
    this.#channel.send({ torsion: "taken", connection });
    raw.allowHalfOpen = true;
    accept(raw);
  }

  #fail(id: number, error: PlatformError): void {
    const asked = this.#asked.get(id);
    if (asked === undefined || asked.opened.called) return;
    this.#asked.delete(id);
    asked.opened.errback(error);
  }
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
