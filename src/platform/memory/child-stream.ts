/** A descriptor of a simulated child, as its script reads and writes it. */
import { Deferred, fail, inlineCallbacks, succeed } from "../../deferred/index.ts";
import { PlatformError } from "../errors.ts";
import type { PipeEnd } from "./byte-pipe.ts";

export interface ChildStreamOwner {
  /** Run as an event of its own, while the child lives and is not stopped. */
  later(run: () => void): void;
  /** It has written what nobody will read. Does it live on? */
  brokenPipe(): boolean;
}

export class ChildStream {
  readonly #owner: ChildStreamOwner;
  /** `null`: `/dev/null`. */
  readonly #end: PipeEnd | null;
  #open = true;

  constructor(owner: ChildStreamOwner, end: PipeEnd | null) {
    this.#owner = owner;
    this.#end = end;
  }

  /** What comes next; `null` at the end, and for one that was closed. */
  read(): Deferred<Uint8Array | null> {
    const end = this.#end;
    if (end === null || !this.#open) return succeed(null);
    const { incoming } = end;
    return this.#once(incoming, () => {
      const data = incoming.read();
      if (data !== null) return succeed(data);
      return incoming.finished ? succeed(null) : null;
    });
  }

  /** All that comes until the end, which is kept in memory. */
  readAll(): Deferred<Uint8Array> {
    return inlineCallbacks(allOf, this);
  }

  /** Fires when there is room for more; fails with `EPIPE` where nobody reads, and the child ignores `SIGPIPE`. */
  write(data: Uint8Array): Deferred<void> {
    const end = this.#end;
    if (end === null || !this.#open) return succeed(undefined);
    const { outgoing } = end;
    outgoing.write(data.slice());
    return this.#once(outgoing, () => {
      if (outgoing.abandoned) return this.#owner.brokenPipe() ? fail(brokenPipe()) : new Deferred();
      return outgoing.full ? null : succeed(undefined);
    });
  }

  /** Whoever else holds it keeps it open. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#end?.release();
  }

  /** The same descriptor of another child. */
  share(owner: ChildStreamOwner): ChildStream {
    if (this.#open) this.#end?.hold();
    const shared = new ChildStream(owner, this.#end);
    shared.#open = this.#open;
    return shared;
  }

  /** Try now, and whenever the pipe has changed, until there is something. */
  #once<T>(
    pipe: { watch(changed: () => void): () => void },
    attempt: () => Deferred<T> | null,
  ): Deferred<T> {
    const first = attempt();
    if (first !== null) return first;
    let looks = false;
    const result = new Deferred<T>(() => stop());
    const stop = pipe.watch(() => {
      if (looks) return;
      looks = true;
      this.#owner.later(() => {
        looks = false;
        if (result.called) return;
        const got = attempt();
        if (got === null) return;
        stop();
        got.chainDeferred(result);
      });
    });
    return result;
  }
}

function brokenPipe(): PlatformError {
  return new PlatformError("EPIPE", "nobody reads this pipe");
}

function* allOf(stream: ChildStream): Generator<Deferred<unknown>, Uint8Array, unknown> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const data = (yield* stream.read()) as Uint8Array | null;
    if (data === null) break;
    parts.push(data);
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
