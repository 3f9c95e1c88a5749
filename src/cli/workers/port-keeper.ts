/**
 * The sockets that workers listen on: opened by the supervisor, each once, and handed to every worker that asks for it.
 *
 * Rule: a socket is kept until the end, whoever dies. It is closed earlier only when the last of those who listened on it
 * has said that it does not any more, and lives on.
 */
import type { PortWanted, SupervisorMessage } from "../../platform/node/index.ts";

/** A socket that is bound; no connection is accepted from it here. */
export interface BoundSocket {
  /** What is sent along with a message. */
  readonly handle: object;
  close(): void;
}

/** Answers with a message, and perhaps a handle. */
export type Answer = (message: SupervisorMessage, handle?: object) => void;

interface Kept {
  readonly key: string;
  readonly socket: Promise<BoundSocket>;
  readonly users: Set<PortUser>;
}

export class PortKeeper {
  readonly #bind: (wanted: PortWanted) => Promise<BoundSocket>;
  readonly #kept = new Map<string, Kept>();
  #closed = false;

  /** @param bind rejects with what the host says, with its `code`. */
  constructor(bind: (wanted: PortWanted) => Promise<BoundSocket>) {
    this.#bind = bind;
  }

  /** For one worker, as long as it lives. */
  user(): PortUser {
    return new PortUser((user, key, wanted) => this.#open(user, key, wanted));
  }

  /** Each socket that is kept: what was wanted, as text. */
  get names(): readonly string[] {
    return [...this.#kept.keys()];
  }

  /** Listen no more, on any of them. */
  close(): void {
    this.#closed = true;
    for (const kept of [...this.#kept.values()]) this.#close(kept);
  }

  #open(user: PortUser, key: string, wanted: PortWanted): Opened {
    if (this.#closed)
      return { socket: Promise.reject(new Stopping()), closed: () => {}, left: () => {} };
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      const opened: Kept = { key, socket: this.#bind(wanted), users: new Set() };
      // Whoever asks for it next tries again.
      opened.socket.catch(() => this.#forget(opened));
      this.#kept.set(key, opened);
      kept = opened;
    }
    const mine = kept;
    mine.users.add(user);
    return {
      socket: mine.socket,
      closed: () => {
        mine.users.delete(user);
        if (mine.users.size === 0) this.#close(mine);
      },
      left: () => void mine.users.delete(user),
    };
  }

  #close(kept: Kept): void {
    this.#forget(kept);
    kept.socket.then(
      (socket) => socket.close(),
      () => {},
    );
  }

  #forget(kept: Kept): void {
    if (this.#kept.get(kept.key) === kept) this.#kept.delete(kept.key);
  }
}

interface Opened {
  readonly socket: Promise<BoundSocket>;
  /** The user does not want it any more. */
  closed(): void;
  /** The user is no more. */
  left(): void;
}

class Stopping extends Error {
  readonly code = "ECANCELED";
  override message = "the program is stopping";
}

/** One worker, to the sockets. */
export class PortUser {
  /** Neither going to end nor ended. */
  #living = true;
  readonly #open: (user: PortUser, key: string, wanted: PortWanted) => Opened;
  readonly #opened = new Map<number, Opened>();
  /** How many it has asked for of each that has no number of its own. */
  readonly #unnumbered = new Map<string, number>();

  constructor(open: (user: PortUser, key: string, wanted: PortWanted) => Opened) {
    this.#open = open;
  }

  /** It wants to listen, and calls that `id`. */
  listen(id: number, wanted: PortWanted, answer: Answer): void {
    if (!this.#living) return;
    const opened = this.#open(this, this.#keyOf(wanted), wanted);
    this.#opened.set(id, opened);
    opened.socket.then(
      ({ handle }) => {
        // It may have closed it, or ended, in the meantime.
        if (this.#opened.get(id) === opened) answer({ torsion: "listening", id }, handle);
      },
      (error: Error & { code?: string }) =>
        answer({ torsion: "failed", id, code: error.code ?? "EIO", message: error.message }),
    );
  }

  /** It no longer listens. */
  close(id: number): void {
    const opened = this.#opened.get(id);
    this.#opened.delete(id);
    if (this.#living) opened?.closed();
  }

  /** It is going to end, or has: nothing that it listened on is closed for that. */
  end(): void {
    this.#living = false;
    for (const opened of this.#opened.values()) opened.left();
    this.#opened.clear();
  }

  /** Port 0 is one that is free: the first that each worker asks for is the same one, and so is the second. */
  #keyOf(wanted: PortWanted): string {
    if ("fd" in wanted) return `descriptor ${wanted.fd}`;
    if ("path" in wanted) return wanted.path;
    const key = `${wanted.host}:${wanted.port}`;
    if (wanted.port !== 0) return key;
    const nth = (this.#unnumbered.get(key) ?? 0) + 1;
    this.#unnumbered.set(key, nth);
    return `${key} (${nth})`;
  }
}
