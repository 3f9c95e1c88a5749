/**
 * When a simulated TCP connection sends what was written: what may go out now, and what has to be sent again.
 *
 * It decides and keeps the one timer for it (RFC 6298, section 5); its owner makes the packets.
 */
import { Congestion } from "./congestion.ts";
import { WorldEvent } from "./events.ts";
import type { Packet } from "./packet.ts";
import { RoundTrips } from "./round-trips.ts";
import { type Segment, SendBuffer } from "./send-buffer.ts";
import { Timed } from "./times.ts";

/** Linux's tcp_retries2, 15, comes to that: no acknowledgement for so long, and the peer is given up. */
const GIVE_UP = 924.6;
/** … and of what its program has closed so soon, where all that the peer says is that it has no room (tcp_orphan_retries). */
const GIVE_UP_ORPHAN = 204.6;
/** A closed window is asked after at least so often (RFC 9293, 3.8.6.1: "increase exponentially the interval between successive probes"). */
const LONGEST_PROBE = 60;
/** A timer that went through a difference of times may ring so much too early. */
const ROUNDING = 1e-9;

/** What it needs of its owner. */
export interface SendingOwner {
  now(): number;
  /** How many bytes a segment may hold. */
  segmentSize(): number;
  transmitSegment(segment: Segment): void;
  /** Ask a peer whose window is closed whether it has opened. */
  transmitProbe(): void;
  /** The peer has not answered for too long. */
  unanswered(): void;
  /** The program is done with it, and waits for nothing any more. */
  readonly orphaned: boolean;
}

/** What the one timer is set with. */
export interface SendingTimers {
  /** Of the host. */
  readonly lane: number;
  /** Have `event` happen in so many seconds. */
  schedule(event: WorldEvent, seconds: number): void;
  /** Take it back; one that has happened is left alone. */
  unschedule(event: WorldEvent): void;
}

/** The timer rings: an event itself, since one is set for almost every write. */
class Ring extends WorldEvent {
  readonly #sending: Sending;

  constructor(sending: Sending, lane: number) {
    super(lane);
    this.#sending = sending;
  }

  happen(): void {
    this.#sending.ring();
  }
}

/** Its times: when the timer rings, and when it should (later, where an acknowledgement has come since); … */
const TIMER = 0;
const DEADLINE = 1;
/** … when the peer has acknowledged something, and when it has said anything. */
const PROGRESS = 2;
const HEARD = 3;

export class Sending extends Timed {
  readonly out: SendBuffer;
  readonly trips: RoundTrips = new RoundTrips();
  readonly #owner: SendingOwner;
  readonly #congestion = new Congestion();
  readonly #timers: SendingTimers;
  #timer: Ring | null = null;
  #retries = 0;

  /** @param first the number of the first byte. */
  constructor(owner: SendingOwner, timers: SendingTimers, first: number) {
    super(4);
    this.#owner = owner;
    this.#timers = timers;
    this.out = new SendBuffer(first);
  }

  /** Send what may be sent, and see to it that it is sent again if it must be. Was there anything? */
  pump(): boolean {
    const { out } = this;
    const size = this.#owner.segmentSize();
    const allowed = this.#congestion.window(size);
    let any = false;
    for (let next = out.take(allowed, size); next !== null; next = out.take(allowed, size)) {
      this.#owner.transmitSegment(next);
      any = true;
    }
    if (!out.waiting) this.stop();
    else if (this.#timer === null) {
      if (this.#retries === 0) this.times[this.first + PROGRESS] = this.#owner.now();
      this.#arm();
    }
    return any;
  }

  /** An acceptable segment has come. */
  heard(packet: Packet): void {
    const { out } = this;
    const now = this.#owner.now();
    const windowBefore = out.window;
    // RFC 5681, section 2: what counts as a duplicate.
    const duplicate =
      packet.ack === out.unacknowledged &&
      out.underWay > 0 &&
      packet.data.length === 0 &&
      !packet.fin &&
      packet.window === windowBefore;
    this.times[this.first + HEARD] = now;
    out.offered(packet.seq, packet.ack, packet.window);
    const news = out.acknowledged(packet.ack);
    let again = false;
    if (news > 0) {
      if (packet.echo >= 0) this.trips.measured(now - packet.echo);
      this.times[this.first + PROGRESS] = now;
      this.#restart();
      again = this.#congestion.acknowledged(packet.ack, news, this.#owner.segmentSize());
    } else if (duplicate)
      again = this.#congestion.duplicate(packet.ack, out.sent, this.#owner.segmentSize());
    else if (windowBefore === 0 && out.window > 0) this.#restart();
    if (again) this.#sendFirstAgain();
  }

  stop(): void {
    this.#unset();
    this.#retries = 0;
  }

  #sendFirstAgain(): void {
    const first = this.out.first(this.#owner.segmentSize());
    if (first !== null) this.#owner.transmitSegment(first);
  }

  /** RFC 6298, 5.3: "When an ACK is received that acknowledges new data, restart the retransmission timer". */
  #restart(): void {
    this.#retries = 0;
    if (this.#timer !== null && this.out.waiting) this.#arm();
  }

  #arm(): void {
    const wait = this.trips.backedOff(this.#retries);
    const seconds = this.out.window === 0 ? Math.min(wait, LONGEST_PROBE) : wait;
    this.times[this.first + DEADLINE] = this.#owner.now() + seconds;
    if (this.#timer !== null) {
      // It rings early, and is set again then: cheaper than to set it again with each acknowledgement.
      if (this.times[this.first + TIMER]! <= this.times[this.first + DEADLINE]!) return;
      this.#unset();
    }
    this.#set(seconds);
  }

  #unset(): void {
    if (this.#timer !== null) this.#timers.unschedule(this.#timer);
    this.#timer = null;
  }

  #set(seconds: number): void {
    this.times[this.first + TIMER] = this.times[this.first + DEADLINE]!;
    // One now and then, and not one in each idle connection.
    this.#timer = new Ring(this, this.#timers.lane);
    this.#timers.schedule(this.#timer, seconds);
  }

  /** The timer's. */
  ring(): void {
    this.#timer = null;
    const rest = this.times[this.first + DEADLINE]! - this.#owner.now();
    if (rest > ROUNDING) this.#set(rest);
    else this.#expired();
  }

  #expired(): void {
    const { out } = this;
    const progress = this.times[this.first + PROGRESS]!;
    // A peer that answers, but has no room, is asked for as long as it answers (RFC 9293, 3.8.6.1) and somebody waits for it.
    const isFull = out.window === 0;
    const isOrphan = isFull && this.#owner.orphaned;
    const since =
      isFull && !isOrphan ? Math.max(this.times[this.first + HEARD]!, progress) : progress;
    if (this.#owner.now() - since >= (isOrphan ? GIVE_UP_ORPHAN : GIVE_UP) - ROUNDING) {
      this.#owner.unanswered();
      return;
    }
    this.#retries += 1;
    if (out.underWay > 0) {
      if (this.#retries === 1)
        this.#congestion.timedOut(out.unacknowledged, out.sent, this.#owner.segmentSize());
      out.goBack();
    }
    if (!this.pump()) this.#owner.transmitProbe();
  }
}
