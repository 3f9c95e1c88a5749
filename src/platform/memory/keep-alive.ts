/** Is a peer that says nothing still there? It is asked now and then (RFC 9293, 3.8.4), at Linux's intervals. */

/** tcp_keepalive_time, tcp_keepalive_intvl and tcp_keepalive_probes. */
const IDLE = 7200;
const INTERVAL = 75;
const PROBES = 9;
const ROUNDING = 1e-9;

export interface KeepAliveOwner {
  now(): number;
  after(seconds: number, run: () => void): () => void;
  /** Something that was sent waits for an answer anyway. */
  readonly isBusy: boolean;
  transmitProbe(): void;
  unanswered(): void;
}

export class KeepAlive {
  readonly #owner: KeepAliveOwner;
  #heardAt: number;
  #probes = 0;
  #timer: (() => void) | null = null;

  /** It begins at once. */
  constructor(owner: KeepAliveOwner) {
    this.#owner = owner;
    this.#heardAt = owner.now();
    this.#set(IDLE);
  }

  heard(): void {
    this.#heardAt = this.#owner.now();
    this.#probes = 0;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = null;
  }

  #set(seconds: number): void {
    this.#timer = this.#owner.after(seconds, this.#ring);
  }

  readonly #ring = (): void => {
    const idle = this.#owner.now() - this.#heardAt;
    if (this.#owner.isBusy) this.#set(IDLE);
    else if (this.#probes === 0 && idle < IDLE - ROUNDING) this.#set(IDLE - idle);
    else if (this.#probes === PROBES) this.#owner.unanswered();
    else {
      this.#probes += 1;
      this.#set(INTERVAL);
      this.#owner.transmitProbe();
    }
  };
}
