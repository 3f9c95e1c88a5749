/** The program's end of a pipe to a simulated child, as a socket of the port. */
import { PlatformError } from "../errors.ts";
import type { NamedPipe, Socket, SocketSink } from "../port.ts";
import type { PipeEnd } from "./byte-pipe.ts";

export interface PipeOwner {
  /** Run as an event of its own, while the program lives. */
  later(run: () => void): void;
  /** How many bytes the next read is to give at most. */
  most(): number;
  closed(socket: PipeSocket): void;
}

export class PipeSocket implements Socket<NamedPipe> {
  readonly local: NamedPipe;
  readonly peer: NamedPipe;
  readonly #owner: PipeOwner;
  readonly #end: PipeEnd;
  readonly #stopWatching: readonly (() => void)[];
  #sink: SocketSink | null = null;
  #reading = true;
  #shut = false;
  #open = true;
  #blocked = false;
  #toldEnd = false;
  #looks = false;
  /** Something was written that nobody will read. */
  #broken = false;

  constructor(owner: PipeOwner, end: PipeEnd, local: NamedPipe, peer: NamedPipe) {
    this.#owner = owner;
    this.#end = end;
    this.local = local;
    this.peer = peer;
    const look = (): void => this.#lookLater();
    this.#stopWatching = [end.incoming.watch(look), end.outgoing.watch(look)];
  }

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#lookLater();
  }

  write(data: Uint8Array): boolean {
    const { outgoing } = this.#end;
    if (!this.#open || this.#shut) return true;
    if (outgoing.abandoned) {
      this.#broken = true;
      this.#lookLater();
      return true;
    }
    outgoing.write(data.slice());
    this.#blocked = outgoing.full;
    return !this.#blocked;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#lookLater();
  }

  shutdown(): void {
    if (!this.#open || this.#shut) return;
    this.#shut = true;
    this.#end.outgoing.end();
    this.#lookLater();
  }

  close(): void {
    if (!this.#open) return;
    this.release();
    const sink = this.#sink;
    this.#sink = null;
    if (sink !== null) this.#owner.later(() => sink.closed());
  }

  abort(): void {
    this.close();
  }

  /** Close it, and tell nobody. */
  release(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const stop of this.#stopWatching) stop();
    this.#end.release();
    this.#owner.closed(this);
  }

  #lookLater(): void {
    if (this.#looks || !this.#open) return;
    this.#looks = true;
    this.#owner.later(() => {
      this.#looks = false;
      this.#look();
    });
  }

  #look(): void {
    const { incoming, outgoing } = this.#end;
    while (this.#reading && this.#sink !== null) {
      const data = incoming.read(this.#owner.most());
      if (data === null) break;
      this.#sink.data(data);
    }
    if (this.#blocked && !outgoing.full && !outgoing.abandoned) {
      this.#blocked = false;
      this.#sink?.drained();
    }
    if (this.#reading && incoming.finished && !this.#toldEnd && this.#sink !== null) {
      this.#toldEnd = true;
      this.#sink.ended();
    }
    if (this.#broken) this.#die(new PlatformError("EPIPE", "nobody reads this pipe"));
    else if (this.#toldEnd && this.#shut) this.#die();
  }

  #die(error?: PlatformError): void {
    if (!this.#open) return;
    const sink = this.#sink;
    this.#sink = null;
    this.release();
    sink?.closed(error);
  }
}
