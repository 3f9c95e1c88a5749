/**
 * What a simulated TCP connection has received, and in what pieces its program sees it.
 *
 * TCP keeps bytes, not messages: where the link says so, a segment is seen in two pieces, or together with the next one.
 */
import type { SocketSink } from "../port.ts";
import type { Packet } from "./packet.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";
import { Timed } from "./times.ts";

/** How long bytes wait that the program shall see together with later ones. */
const HOLD = 0.005;

export interface ReceivingOwner {
  after(seconds: number, run: () => void): () => void;
  /** See `EndpointHost.rechunk`. */
  rechunk(): number;
  /** What waited may be seen now. */
  deliver(): void;
}

export class Receiving extends Timed {
  readonly buffer: ReceiveBuffer;
  readonly #owner: ReceivingOwner;
  /** Bytes wait to be seen together with what comes next. */
  #hold: (() => void) | null = null;

  /** @param syn the peer's. */
  constructor(owner: ReceivingOwner, syn: Packet) {
    super(1);
    this.#owner = owner;
    this.buffer = new ReceiveBuffer(syn.seq + 1);
    this.times[this.first] = syn.stamp;
  }

  /** RFC 7323's TS.Recent: what is echoed. */
  get recent(): number {
    return this.times[this.first]!;
  }

  /**
   * A segment has come, perhaps again: what is the time to echo? RFC 7323, 4.3: not that of what comes too early, or a loss
   * would look like a fast round trip; but that of what had come before, or its lost acknowledgement would look like a slow one.
   */
  noteTime({ seq, stamp }: Packet): void {
    if (seq <= this.buffer.expected && stamp >= this.recent) this.times[this.first] = stamp;
  }

  /** An acceptable segment has come. */
  accept(packet: Packet): void {
    const { buffer } = this;
    const { flags, seq, data, fin } = packet;
    this.noteTime(packet);
    // A SYN-ACK that comes again has no bytes, and a number that was counted.
    if (flags === "SYN-ACK") return;
    const unread = buffer.unread;
    buffer.accept(seq, data, fin);
    if (buffer.unread > unread) this.#rechunk();
    if (buffer.finished) this.stop();
  }

  /** What the program may see next. */
  take(): Uint8Array | undefined {
    return this.#hold === null ? this.buffer.take() : undefined;
  }

  /** All that has come before the end, while the program could not take it. */
  giveAll(sink: Pick<SocketSink, "data">): void {
    for (let data = this.buffer.take(); data !== undefined; data = this.buffer.take())
      sink.data(data);
  }

  /** Nothing waits for what comes next any more. */
  stop(): void {
    this.#hold?.();
    this.#hold = null;
  }

  #rechunk(): void {
    const how = this.#owner.rechunk();
    if (this.#hold !== null) this.buffer.join();
    else if (how < 0) return;
    this.stop();
    if (how >= 0.5)
      this.#hold = this.#owner.after(HOLD, () => {
        this.#hold = null;
        this.#owner.deliver();
      });
    else if (how >= 0) this.buffer.splitLast(how * 2);
  }
}
