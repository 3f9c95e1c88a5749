/**
 * The ports that workers listen on: opened by the supervisor, each once, for all who ask for it.
 *
 * Rule: a port is kept until the end, whoever dies. It is closed earlier only when the last of those who listened on it
 * has said that it does not any more, and lives on.
 */
import type { Deferred } from "../../deferred/index.ts";
import type { IReactorTime } from "../../net/index.ts";
import type { StreamAddress } from "../../platform/index.ts";
import type { PortWanted, SupervisorMessage } from "../../platform/node/index.ts";
import { type Answer, type HandedOver, HandOver, type Taker } from "./hand-over.ts";

/** Connections come in. */
export interface OpenPort {
  readonly address: StreamAddress;
  close(): void;
}

/** Rejects with what the host says, which has a `code`. */
export type Open<S> = (wanted: PortWanted, accept: (socket: S) => void) => Promise<OpenPort>;

/** To one worker: a message, and perhaps a socket. */
export type Tell<S> = (message: SupervisorMessage, socket?: S) => void;

interface Kept<S extends HandedOver> {
  readonly port: Promise<OpenPort>;
  /** Who listens on it. */
  readonly users: Set<PortUser<S>>;
}

export class PortKeeper<S extends HandedOver> {
  readonly #open: Open<S>;
  readonly #kept = new Map<string, Kept<S>>();
  readonly #handOver: HandOver<S>;
  #closed = false;

  constructor(time: IReactorTime, open: Open<S>) {
    this.#handOver = new HandOver<S>(time);
    this.#open = open;
  }

  /** For one worker, as long as it lives. @param name for the log. */
  user(name: string, tell: Tell<S>): PortUser<S> {
    const user: PortUser<S> = new PortUser<S>(this, name, tell);
    this.#handOver.join(user);
    return user;
  }

  /** Each port that is kept. */
  get names(): readonly string[] {
    return [...this.#kept.keys()];
  }

  /** Listen no more. Fires when all that has come in has been taken by a worker. */
  close(): Deferred<void> {
    this.#closed = true;
    for (const key of [...this.#kept.keys()]) this.#close(key);
    return this.#handOver.whenEmpty();
  }

  /** No worker is left: what nobody has taken is closed. */
  abandon(): void {
    this.#handOver.abandon();
  }

  listen(user: PortUser<S>, key: string, wanted: PortWanted): Promise<OpenPort> {
    if (this.#closed) return Promise.reject(new Stopping());
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      const port = this.#open(wanted, (socket) => this.#handOver.add(key, socket));
      kept = { port, users: new Set() };
      this.#kept.set(key, kept);
      const mine = kept;
      // Whoever asks for it next tries again.
      port.catch(() => {
        if (this.#kept.get(key) === mine) this.#kept.delete(key);
      });
    }
    kept.users.add(user);
    return kept.port;
  }

  /** @param last is it closed where nobody else listens on it? */
  unlisten(user: PortUser<S>, key: string, last: boolean): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    kept.users.delete(user);
    if (!last || kept.users.size > 0) return;
    this.#close(key);
    this.#handOver.drop(key);
  }

  /** It can take the next one. */
  ready(): void {
    this.#handOver.go();
  }

  answered(user: PortUser<S>, connection: number, answer: Answer): void {
    this.#handOver.answered(user, connection, answer);
  }

  left(user: PortUser<S>): void {
    this.#handOver.leave(user);
  }

  #close(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    kept?.port.then(
      (port) => port.close(),
      () => {},
    );
  }
}

class Stopping extends Error {
  readonly code = "ECANCELED";
  override message = "the program is stopping";
}

/** One worker, to the ports. */
export class PortUser<S extends HandedOver> implements Taker<S> {
  readonly name: string;
  readonly #keeper: PortKeeper<S>;
  readonly #tell: Tell<S>;
  /** Neither going to end nor ended. */
  #living = true;
  readonly #keys = new Map<number, string>();
  /** By key, those that it has been told of. */
  readonly #listening = new Map<string, number>();
  /** How many it has asked for of each that has no number of its own. */
  readonly #unnumbered = new Map<string, number>();

  constructor(keeper: PortKeeper<S>, name: string, tell: Tell<S>) {
    this.name = name;
    this.#keeper = keeper;
    this.#tell = tell;
  }

  /** It wants to listen, and calls that `id`. */
  listen(id: number, wanted: PortWanted): void {
    if (!this.#living) return;
    const key = this.#keyOf(wanted);
    if ([...this.#keys.values()].includes(key)) {
      const message = `this program listens there already: ${key}`;
      this.#tell({ torsion: "failed", id, code: "EADDRINUSE", message });
      return;
    }
    this.#keys.set(id, key);
    this.#keeper.listen(this, key, wanted).then(
      ({ address }) => {
        // It may have closed it, or ended, in the meantime.
        if (this.#keys.get(id) !== key) return;
        this.#listening.set(key, id);
        this.#tell({ torsion: "listening", id, address });
        this.#keeper.ready();
      },
      (error: Error & { readonly code?: string }) => {
        this.#keys.delete(id);
        this.#tell({ torsion: "failed", id, code: error.code ?? "EIO", message: error.message });
      },
    );
  }

  /** It no longer listens. */
  close(id: number): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#forget(id, key);
    this.#keeper.unlisten(this, key, this.#living);
  }

  /** It is going to end, or has: nothing that it listened on is closed for that. */
  stopping(): void {
    this.#living = false;
  }

  /** It has ended. What was handed to it and not taken goes to others. */
  ended(): void {
    this.#living = false;
    for (const id of [...this.#keys.keys()]) this.close(id);
    this.#keeper.left(this);
  }

  wants(key: string): boolean {
    return this.#listening.has(key);
  }

  take(key: string, connection: number, socket: S): void {
    this.#tell({ torsion: "connection", id: this.#listening.get(key)!, connection }, socket);
  }

  ask(connection: number): void {
    this.#tell({ torsion: "given", connection });
  }

  answered(connection: number, answer: Answer): void {
    this.#keeper.answered(this, connection, answer);
  }

  #forget(id: number, key: string): void {
    this.#keys.delete(id);
    if (this.#listening.get(key) === id) this.#listening.delete(key);
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
