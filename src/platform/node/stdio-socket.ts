/**
 * A stream that is read and another one that is written, as one socket: standard input and output, of whatever kind
 * they are.
 */
import type { Readable, Writable } from "node:stream";
import { type PlatformError, platformError } from "../errors.ts";
import type { NamedPipe, Socket, SocketSink } from "../port.ts";
import type { WritesOwner } from "./handle-writes.ts";
import { StreamWrites } from "./stream-writes.ts";

/** Let go of what Node keeps open when its stream is destroyed: whoever is on the other side is to know. */
export interface LetGo {
  input(): void;
  /** … and of what the host has not taken. */
  output(): void;
}

export class StdioSocket implements Socket<NamedPipe>, WritesOwner {
  readonly local: NamedPipe = { pipe: "standard output" };
  readonly peer: NamedPipe = { pipe: "standard input" };
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #writes: StreamWrites;
  readonly #letGo: LetGo;
  #sink: SocketSink | null = null;
  #inputEnded = false;
  #inputClosed = false;
  #outputEnding = false;
  #outputEnded = false;
  #closed = false;

  constructor(input: Readable, output: Writable, letGo: LetGo) {
    this.#input = input;
    this.#output = output;
    this.#writes = new StreamWrites(output, this);
    this.#letGo = letGo;
    input.on("error", this.#failed);
    output.on("error", this.#failed);
  }

  start(sink: SocketSink): void {
    const first = this.#sink === null;
    this.#sink = sink;
    if (!first) return;
    this.#input.on("data", ({ buffer, byteOffset, length }: Uint8Array) =>
      this.#sink!.data(new Uint8Array(buffer, byteOffset, length)),
    );
    this.#input.on("end", this.#ended);
    this.#input.resume();
  }

  write(data: Uint8Array): boolean {
    return this.#outputEnding || this.#writes.write(data);
  }

  pauseReading(): void {
    this.#input.pause();
  }

  resumeReading(): void {
    this.#input.resume();
  }

  shutdown(): void {
    if (this.#outputEnding) return;
    this.#outputEnding = true;
    this.#output.end(() => {
      if (this.#outputEnded) return;
      this.#endOutput();
      if (this.#inputEnded) this.#close();
    });
  }

  close(): void {
    this.#inputEnded = true;
    this.#closeInput();
    if (this.#outputEnded) queueMicrotask(() => this.#close());
    else this.shutdown();
  }

  abort(): void {
    this.#giveUp();
    queueMicrotask(() => this.#close());
  }

  readonly #ended = (): void => {
    this.#inputEnded = true;
    this.#sink!.ended();
    if (this.#outputEnded) this.#close();
  };

  hostDrained(): void {
    if (!this.#closed) this.#sink!.drained();
  }

  readonly #failed = (thrown: Error): void => {
    this.#giveUp();
    this.#close(platformError(thrown));
  };

  #giveUp(): void {
    this.#outputEnding = true;
    this.#closeInput();
    this.#output.destroy();
    this.#endOutput();
  }

  #closeInput(): void {
    if (this.#inputClosed) return;
    this.#inputClosed = true;
    this.#input.destroy();
    this.#letGo.input();
  }

  #endOutput(): void {
    if (this.#outputEnded) return;
    this.#outputEnded = true;
    this.#letGo.output();
  }

  #close(error?: PlatformError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outputEnding = true;
    // Where a factory has refused it there is none.
    this.#sink?.closed(error);
  }
}
