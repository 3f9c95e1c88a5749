/**
 * A protocol that says at each moment how many bytes it wants next, and what is to be done with them
 * (twisted.protocols.stateful): for formats in which one part says how long the next one is.
 */
import { MessageTooLongError } from "./errors.ts";
import { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
import type { MessageBuffer } from "./message-buffer.ts";

/**
 * A function, and how many bytes it wants: it gives the next state, or nothing to stay in this one. A method of the
 * protocol need not be bound.
 */
export type State = readonly [receive: (data: Uint8Array) => State | undefined, bytes: number];

export abstract class StatefulProtocol extends FramedProtocol {
  /** The most that a state may want, in bytes: what a peer announces is not to be believed. */
  maxLength = 99_999;
  #state: State | null = null;

  abstract getInitialState(): State;

  /**
   * A state wants too much. Closes the connection, with `MessageTooLongError`, unless overridden; nothing more is
   * delivered in any case.
   */
  lengthLimitExceeded(length: number): void {
    this.framingFailed(new MessageTooLongError(this.maxLength, length));
  }

  protected override deliverNext(buffer: MessageBuffer): unknown {
    this.#state ??= this.getInitialState();
    const [receive, bytes] = this.#state;
    if (!Number.isInteger(bytes) || bytes < 0)
      throw new RangeError(`${this.constructor.name}: not a number of bytes: ${bytes}`);
    if (bytes > this.maxLength) {
      this.readNoMore();
      return this.lengthLimitExceeded(bytes);
    }
    if (buffer.length < bytes) return INCOMPLETE;
    const next: unknown = receive.call(this, buffer.take(bytes));
    if (!Array.isArray(next)) return next;
    this.#state = next as unknown as State;
    return undefined;
  }
}
