/**
 * The sending half of a connection: the queue, the producer, and closing once all has been sent.
 *
 * One rule for every transport: what was written before a close is flushed, what is written after it
 * is dropped; but while a producer is registered its writes go on, and the close waits for it.
 */
import { ProducerAlreadyRegistered, type ProducerDescription } from "../net/index.ts";
import type { Flushable, Turn } from "./turn.ts";
import { safeClassOf } from "./user-code.ts";
import { WriteQueue } from "./write-queue.ts";

/** A push producer is paused when more than this many bytes wait (X6). */
const HIGH_WATER = 65_536;

/** Both kinds of producer; a pull producer is never paused. */
export interface AnyProducer {
  pauseProducing?(): void;
  resumeProducing(): void;
  stopProducing(): void;
}

/** What the sending half needs of the connection that it is a half of. */
export interface SendSideOwner {
  writeToHost(data: Uint8Array): boolean;
  /** Everything has been sent and nobody will write more: `loseConnection` goes on. */
  sentAll(): void;
  /** … `loseWriteConnection` goes on. */
  sentAllOfOurHalf(): void;
  /** Run the producer's code; what it throws ends the connection (X10). */
  guard(userCode: () => unknown): void;
  /** Run in a later turn, after whatever the host has for others. */
  nextTurn(run: () => void): void;
}

const OPEN = 0;
/** `loseWriteConnection` was called; … */
const HALF_CLOSING = 1;
const HALF_CLOSED = 2;
/** `loseConnection` was called. */
const CLOSING = 3;
const CLOSED = 4;

export class SendSide implements Flushable {
  readonly #owner: SendSideOwner;
  readonly #turn: Turn;
  readonly #queue = new WriteQueue();
  #state = OPEN;
  #marked = false;
  /** Bytes that the host has been given and has not taken; while there are any, it is given no more. */
  #inFlight = 0;
  #producer: AnyProducer | null = null;
  #reads = false;
  #streaming = false;
  #paused = false;
  /** Stands for a helping of a pull producer that is to come; another producer's is another. */
  #resuming: object | null = null;

  constructor(owner: SendSideOwner, turn: Turn) {
    this.#owner = owner;
    this.#turn = turn;
  }

  /** Bytes that the host has not taken yet. */
  get buffered(): number {
    return this.#queue.size + this.#inFlight;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** We send no more, or will not once all has been sent. */
  get halfClosed(): boolean {
    return this.#state === HALF_CLOSING || this.#state === HALF_CLOSED;
  }

  get producer(): ProducerDescription | null {
    if (this.#producer === null) return null;
    const name = safeClassOf(this.#producer);
    return { name, streaming: this.#streaming, paused: this.#streaming && this.#paused };
  }

  write(data: Uint8Array): void {
    if (data.length === 0 || this.#state === CLOSED || this.#state === HALF_CLOSED) return;
    if (this.#state !== OPEN && this.#producer === null) return;
    this.#queue.push(data, this.#inFlight === 0);
    this.#mark();
    if (this.#streaming && !this.#paused && this.buffered > HIGH_WATER) this.#pauseProducer();
  }

  /**
   * After this, and the flush, comes `sentAll`. A producer holds it open (X4), but not the connection's own: what that
   * produces, for an echo say, is what it reads, and that is no more.
   */
  close(): void {
    if (this.#state >= CLOSING) return;
    if (this.#reads) this.#forgetProducer();
    // After our FIN there is nothing to wait for, and nobody may begin to write.
    if (this.#state === HALF_CLOSED) {
      this.#state = CLOSED;
      this.#owner.sentAll();
      return;
    }
    this.#state = CLOSING;
    this.#mark();
  }

  /** After this, and the flush, comes `sentAllOfOurHalf`. */
  closeHalf(): void {
    if (this.#state !== OPEN) return;
    this.#state = HALF_CLOSING;
    this.#mark();
  }

  /** Drop everything; a producer is stopped, once (X7). */
  end(): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#queue.clear();
    this.#inFlight = 0;
    this.stopProducer();
  }

  stopProducer(): void {
    const producer = this.#producer;
    this.#forgetProducer();
    if (producer !== null) this.#owner.guard(() => producer.stopProducing());
  }

  /** `reads`: it produces what the connection itself reads. */
  register(producer: AnyProducer, streaming: boolean, reads: boolean = false): void {
    if (this.#producer !== null)
      throw new ProducerAlreadyRegistered("unregister the producer that is registered first");
    if (this.#state === CLOSED || this.#state === HALF_CLOSED) {
      this.#owner.guard(() => producer.stopProducing());
      return;
    }
    this.#producer = producer;
    this.#reads = reads;
    this.#streaming = streaming;
    this.#paused = false;
    if (!streaming) this.#owner.guard(() => producer.resumeProducing());
    else if (this.buffered > HIGH_WATER) this.#pauseProducer();
  }

  unregister(): void {
    this.#forgetProducer();
    if (this.#state !== OPEN) this.#mark();
  }

  /** Give the host all there is, whatever it says: what comes after it goes another way. */
  handOver(): void {
    while (this.#queue.size > 0) this.#send();
    this.#inFlight = 0;
    this.#mark();
  }

  /** The host has taken all that it was given. */
  drained(): void {
    this.#inFlight = 0;
    this.#send();
    if (this.#inFlight === 0) this.#emptied(true);
  }

  flush(): void {
    this.#marked = false;
    if (this.#inFlight > 0 || this.#state === CLOSED) return;
    this.#send();
    if (this.#inFlight === 0) this.#emptied(false);
  }

  #forgetProducer(): void {
    this.#producer = null;
    this.#reads = false;
    this.#streaming = false;
    this.#resuming = null;
  }

  #mark(): void {
    if (this.#marked) return;
    this.#marked = true;
    this.#turn.mark(this);
  }

  #send(): void {
    if (this.#queue.size > 0)
      this.#inFlight = this.#queue.sendTo((data) => this.#owner.writeToHost(data));
  }

  #emptied(inTurnOfItsOwn: boolean): void {
    if (this.#producer !== null) {
      if (this.#streaming && !this.#paused) return;
      // At most one helping a turn, or a producer that never tires would keep the host from all others.
      if (inTurnOfItsOwn) this.#resumeProducer();
      else if (this.#resuming === null) {
        const resuming = {};
        this.#resuming = resuming;
        this.#owner.nextTurn(() => {
          if (this.#resuming !== resuming) return;
          this.#resuming = null;
          if (this.#inFlight === 0) this.#resumeProducer();
        });
      }
    } else if (this.#state === CLOSING) {
      this.#state = CLOSED;
      this.#owner.sentAll();
    } else if (this.#state === HALF_CLOSING) {
      this.#state = HALF_CLOSED;
      this.#owner.sentAllOfOurHalf();
    }
  }

  #pauseProducer(): void {
    this.#paused = true;
    this.#owner.guard(() => this.#producer?.pauseProducing?.());
  }

  #resumeProducer(): void {
    this.#paused = false;
    this.#owner.guard(() => this.#producer?.resumeProducing());
  }
}
