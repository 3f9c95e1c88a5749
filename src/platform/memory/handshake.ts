/**
 * One side of a connection's beginning: a SYN, or the answer to one, sent again and again until there is an answer.
 *
 * Whoever waits for the connection is told once, or never, where nobody waits any more.
 */
import type { PlatformError } from "../errors.ts";

/** Linux's tcp_syn_retries and tcp_synack_retries; the first wait is a second, and each is twice the one before. */
const RETRIES = { SYN: 6, "SYN-ACK": 5 } as const;

/** What a handshake needs of its end of the connection. */
export interface HandshakeOwner {
  after(seconds: number, run: () => void): () => void;
  transmitFirst(flags: "SYN" | "SYN-ACK"): void;
  /** Nobody answers. */
  unopened(): void;
}

export class Handshake {
  readonly #owner: HandshakeOwner;
  readonly #opened: (error?: PlatformError) => void;
  #tries = 0;
  #timer: (() => void) | null = null;

  constructor(owner: HandshakeOwner, opened: (error?: PlatformError) => void) {
    this.#owner = owner;
    this.#opened = opened;
  }

  /** Also with the answer, where the SYN has been sent already: both ends may begin. */
  send(flags: "SYN" | "SYN-ACK"): void {
    this.#owner.transmitFirst(flags);
    this.stop();
    this.#timer = this.#owner.after(2 ** this.#tries, () => {
      this.#tries += 1;
      if (this.#tries > RETRIES[flags]) this.#owner.unopened();
      else this.send(flags);
    });
  }

  /** There is an answer, or no interest in one. */
  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  tell(error?: PlatformError): void {
    this.#opened(error);
  }
}
