/** The pipes to a child: one kind that it reads, and one that it writes. */
import type { Socket, SocketSink } from "../platform/index.ts";
import { type AnyProducer, SendSide, type SendSideOwner } from "./send-side.ts";
import type { Turn } from "./turn.ts";

/** What a pipe needs of its process. */
export interface PipeOwner {
  readonly turn: Turn;
  nextTurn(run: () => void): void;
  /** Run what a user wrote for the pipe of `childFD`. */
  guard(childFD: number, userCode: () => unknown): void;
  received(childFD: number, data: Uint8Array): void;
  /** The pipe is closed. */
  lost(childFD: number): void;
}

/** The child writes. */
export class ChildReader implements SocketSink {
  readonly #owner: PipeOwner;
  readonly #childFD: number;
  readonly #socket: Socket;
  #open = true;

  constructor(owner: PipeOwner, childFD: number, socket: Socket) {
    this.#owner = owner;
    this.#childFD = childFD;
    this.#socket = socket;
  }

  start(): void {
    this.#socket.start(this);
  }

  pause(): void {
    this.#socket.pauseReading();
  }

  resume(): void {
    if (this.#open) this.#socket.resumeReading();
  }

  /** What the child has written and we have not read is lost. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }

  quit(): void {
    this.close();
  }

  data(bytes: Uint8Array): void {
    if (this.#open) this.#owner.received(this.#childFD, bytes);
  }

  drained(): void {}

  ended(): void {
    this.close();
  }

  closed(): void {
    this.#open = false;
    this.#owner.lost(this.#childFD);
  }
}

/** The child reads. */
export class ChildWriter implements SocketSink, SendSideOwner {
  readonly #owner: PipeOwner;
  readonly #childFD: number;
  readonly #socket: Socket;
  readonly #send: SendSide;

  constructor(owner: PipeOwner, childFD: number, socket: Socket) {
    this.#owner = owner;
    this.#childFD = childFD;
    this.#socket = socket;
    this.#send = new SendSide(this, owner.turn);
  }

  start(): void {
    this.#socket.start(this);
  }

  write(data: Uint8Array): void {
    this.#send.write(data);
  }

  register(producer: AnyProducer, streaming: boolean): void {
    this.#send.register(producer, streaming);
  }

  unregister(): void {
    this.#send.unregister();
  }

  close(): void {
    this.#send.close();
  }

  /** Without what is left to be sent: somebody might never read it. */
  quit(): void {
    this.#send.end();
    this.#socket.abort();
  }

  /** The pipe goes one way, whatever the host makes it of. */
  data(): void {}

  drained(): void {
    this.#owner.turn.enter();
    this.#send.drained();
    this.#owner.turn.leave();
  }

  /** Nobody reads any more. */
  ended(): void {
    this.quit();
  }

  closed(): void {
    this.#owner.turn.enter();
    this.#send.end();
    this.#owner.lost(this.#childFD);
    this.#owner.turn.leave();
  }

  writeToHost(data: Uint8Array): boolean {
    return this.#socket.write(data);
  }

  sentAll(): void {
    this.#socket.close();
  }

  sentAllOfOurHalf(): void {}

  guard(userCode: () => unknown): void {
    this.#owner.guard(this.#childFD, userCode);
  }

  nextTurn(run: () => void): void {
    this.#owner.nextTurn(run);
  }
}
