/**
 * One end of a simulated TCP connection, as the host it is on sees it: handshake, data, close, reset.
 *
 * What the program is told is always told from an event of the simulated world, never from inside a
 * call of the program's (rule 1 of the port). A closed end lives on unseen until the peer has everything.
 */
import { PlatformError } from "../errors.ts";
import type { Socket, SocketAddress, SocketSink } from "../port.ts";
import { type EndpointHost, type Ends, openState, type TCPState } from "./endpoint-host.ts";
import { Handshake, type HandshakeOwner } from "./handshake.ts";
import { KeepAlive, type KeepAliveOwner } from "./keep-alive.ts";
import { type Flags, NO_BYTES, numbersOf, Packet, resetFor } from "./packet.ts";
import { Receiving, type ReceivingOwner } from "./receiving.ts";
import type { Segment } from "./send-buffer.ts";
import { Sending, type SendingOwner } from "./sending.ts";

/** Linux's tcp_fin_timeout. */
const FIN_WAIT = 60;
/** Ethernet's. */
const SEGMENT = 1460;

export class Endpoint
  implements Socket<SocketAddress>, HandshakeOwner, SendingOwner, ReceivingOwner, KeepAliveOwner
{
  readonly local: SocketAddress;
  readonly peer: SocketAddress;
  /** When it began. */
  readonly since: number;
  readonly #host: EndpointHost;
  readonly #sending: Sending;
  /** From the SYN of the peer on. */
  #in: Receiving | null = null;
  #state: "syn-sent" | "syn-received" | "established" | "dead" = "syn-sent";
  /** Until the program has been told how it ended. */
  #handshake: Handshake | null;
  readonly #initial: number;
  #sink: SocketSink | null = null;
  #reading = true;
  #toldEnd = false;
  #blocked = false;
  #closed = false;
  /** Why the connection is no more, of which the program has not heard yet. */
  #broken: PlatformError | null = null;
  /** The peer's FIN had come when ours was written: it is the peer that waits for what is late. */
  #endsLast = false;
  /** Of the wait for the peer's FIN. */
  #timer: (() => void) | null = null;
  #keepAlive: KeepAlive | null = null;
  /** The window that the peer was told of last. */
  #offered = 0;

  constructor(
    host: EndpointHost,
    { local, peer }: Ends<SocketAddress>,
    opened: (error?: PlatformError) => void,
  ) {
    this.#host = host;
    this.since = host.now();
    this.local = local;
    this.peer = peer;
    this.#handshake = new Handshake(this, opened);
    this.#initial = host.initialNumber();
    this.#sending = new Sending(this, host, this.#initial + 1);
  }

  /** Has the program done with it, so that it has no descriptor any more? */
  get orphaned(): boolean {
    return this.#closed;
  }

  get state(): TCPState {
    if (this.#state === "dead") return "CLOSED";
    if (this.#state === "syn-sent") return "SYN-SENT";
    if (this.#state === "syn-received") return "SYN-RECEIVED";
    return openState(this.#sending.out, this.#in?.buffer.finished === true, this.#endsLast);
  }

  /** Bytes that have come and that the program has not read. */
  get unread(): number {
    return this.#in?.buffer.unread ?? 0;
  }

  /** Bytes that the program has written and the peer has not acknowledged. */
  get unsettled(): number {
    return this.#sending.out.unsettled;
  }

  // The handshake.

  /** The active side. */
  sendSyn(): void {
    this.#handshake?.send("SYN");
  }

  /** The passive side, on a SYN. */
  answerSyn(syn: Packet): void {
    this.#state = "syn-received";
    this.#in = new Receiving(this, syn);
    this.#handshake?.send("SYN-ACK");
  }

  transmitFirst(flags: "SYN" | "SYN-ACK"): void {
    this.#transmit(flags, this.#initial);
  }

  unopened(): void {
    this.#die(new PlatformError("ETIMEDOUT", "no answer"));
  }

  /** Whoever waited for the connection waits no more. */
  #dropHandshake(): Handshake | null {
    const handshake = this.#handshake;
    this.#handshake = null;
    handshake?.stop();
    return handshake;
  }

  #establish(packet: Packet): void {
    this.#state = "established";
    this.#handshake?.stop();
    if (packet.echo >= 0) this.#sending.trips.measured(this.now() - packet.echo);
    this.#sending.out.offered(packet.seq, packet.ack, packet.window);
    this.#host.tell(() => this.#dropHandshake()?.tell());
  }

  /** The program no longer wants to be connected. */
  giveUp(): void {
    if (this.#state === "dead") return;
    this.#dropHandshake();
    this.#transmit("RST", this.#initial + 1);
    this.#die();
  }

  // What the program calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#host.soon(() => this.deliver());
  }

  write(data: Uint8Array): boolean {
    if (this.#broken !== null) {
      // What fails is known before anything more is read.
      this.#reading = false;
      this.#blocked = true;
      this.#host.soon(() => this.#tellBroken());
    }
    if (this.#state === "dead" || this.#closed) return true;
    this.#sending.out.push(data.slice());
    this.#pump();
    this.#blocked = this.#sending.out.full;
    return !this.#blocked;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#host.soon(() => this.deliver());
  }

  shutdown(): void {
    const { out } = this.#sending;
    // It has read the end, and would never hear else.
    if (this.#broken !== null && this.#toldEnd) {
      out.pushFin();
      this.#host.soon(() => this.#tellBroken());
    }
    if (this.#state === "dead" || out.ended) return;
    this.#endsLast = this.#in?.buffer.finished === true;
    out.pushFin();
    this.#pump();
  }

  close(): void {
    if (this.#closeBroken() || this.#state === "dead" || this.#closed) return;
    this.shutdown();
    // RFC 2525 section 2.17: what is unread is lost, of which the peer must hear. As on Linux a FIN is before the reset.
    if (this.#in !== null && this.#in.buffer.unread > 0) {
      this.abort();
      return;
    }
    this.#closed = true;
    this.#tellClosed();
    this.#finishIfDone();
  }

  abort(): void {
    if (this.#closeBroken() || this.#state === "dead") return;
    this.#closed = true;
    this.#transmit("RST", this.#sending.out.sent);
    this.#remove();
    this.#tellClosed();
  }

  /** What was written is sent at once, always. */
  setNoDelay(): void {}

  setKeepAlive(enabled: boolean): void {
    this.#keepAlive?.stop();
    this.#keepAlive = enabled && this.#state !== "dead" ? new KeepAlive(this) : null;
  }

  /** The process that had it is no more: the host closes what it left open, and nobody is told. */
  orphan(): void {
    this.#sink = null;
    this.#dropHandshake();
    if (this.#state !== "established") this.giveUp();
    // Nobody has shut it down first, as programs do: with something unread there is no FIN.
    else if (this.unread > 0) this.abort();
    else this.close();
  }

  /** The program goes on: it is told what has come meanwhile. */
  wake(): void {
    if (this.#state === "dead" && this.#broken === null) return;
    this.deliver();
    this.#tellDrained();
  }

  /** The host has lost its power: nobody is told anything. */
  vanish(): void {
    this.#sink = null;
    this.#dropHandshake();
    this.#remove();
  }

  /** Something on the way has sent a reset in the peer's name. */
  cutOff(): void {
    this.#host.soon(() => this.#reset());
  }

  // What comes from the network.

  receive(packet: Packet): void {
    this.#keepAlive?.heard();
    if (packet.flags === "RST") this.#receiveReset(packet);
    else if (packet.flags === "SYN") this.#receiveSyn(packet);
    else if (this.#state === "syn-sent") this.#receiveAnswer(packet);
    else this.#receiveSegment(packet);
  }

  /** RFC 9293, 3.5.3, with RFC 5961's stricter rule for what is in the window and not exactly next. */
  #receiveReset(packet: Packet): void {
    if (this.#state === "syn-sent") {
      if (packet.ack === this.#initial + 1) this.#reset();
    } else if (packet.seq === this.#in!.buffer.expected) this.#reset();
    else if (this.#in!.buffer.acceptable(packet.seq, 1)) this.#transmitAck();
  }

  #reset(): void {
    if (this.#state === "dead") return;
    if (this.#state === "syn-sent")
      this.#die(new PlatformError("ECONNREFUSED", "connection refused"));
    // RFC 9293, LAST-ACK: the peer is done and gone, and what was lost is its last acknowledgement.
    else if (this.#isSettled) this.#die();
    else if (this.#in!.buffer.finished) this.#break(new PlatformError("EPIPE", "the peer closed"));
    else this.#break(new PlatformError("ECONNRESET", "connection reset by the peer"));
  }

  #receiveSyn(packet: Packet): void {
    // Both have sent one at the same time (RFC 9293, figure 7).
    if (this.#state === "syn-sent") this.answerSyn(packet);
    else if (this.#state === "syn-received" && packet.seq + 1 === this.#in!.buffer.expected)
      this.#transmit("SYN-ACK", this.#initial);
    // The peer has forgotten this connection: what it answers to an ACK tells us so (RFC 9293, 3.5.1).
    else this.#transmitAck();
  }

  /** In SYN-SENT, something that acknowledges: our SYN, or what is long gone. */
  #receiveAnswer(packet: Packet): void {
    if (packet.ack !== this.#initial + 1) {
      this.#host.transmit(this, resetFor(packet));
      return;
    }
    if (packet.flags !== "SYN-ACK") return;
    this.#in = new Receiving(this, packet);
    this.#establish(packet);
    this.#transmitAck();
  }

  #receiveSegment(packet: Packet): void {
    const numbers = numbersOf(packet);
    if (!this.#in!.buffer.acceptable(packet.seq, numbers)) {
      this.#in!.noteTime(packet);
      // RFC 9293, 3.10.7.4; but two that answer each other's bare acknowledgements would never stop.
      if (numbers > 0 || packet.flags === "PROBE") this.#transmitAck();
      return;
    }
    if (this.#state === "syn-received") {
      if (packet.ack !== this.#initial + 1) {
        this.#host.transmit(this, resetFor(packet));
        return;
      }
      this.#establish(packet);
    }
    if (this.#state === "established") this.#receiveData(packet, numbers);
  }

  #receiveData(packet: Packet, numbers: number): void {
    const { buffer } = this.#in!;
    if (this.#closed && packet.seq + packet.data.length > buffer.expected && !buffer.finished) {
      // Nobody will ever read it, and the sender is told so.
      this.#transmit("RST", this.#sending.out.sent);
      this.#remove();
      return;
    }
    this.#sending.heard(packet);
    this.#in!.accept(packet);
    // Before the program is told: that may be the end of this endpoint, and the peer must not ask in vain.
    if (numbers > 0 || packet.flags === "PROBE") this.#transmitAck();
    this.deliver();
    this.#pump();
    this.#tellDrained();
    this.#finishIfDone();
  }

  #tellDrained(): void {
    if (!this.#blocked || this.#sending.out.full || this.#host.paused) return;
    this.#blocked = false;
    this.#sink?.drained();
  }

  /** Tell the program what has come, if it wants to know. */
  deliver(): void {
    const received = this.#in;
    if (received === null || this.#sink === null || this.#host.paused) return;
    const { buffer } = received;
    while (this.#reading && !this.#closed && this.#sink !== null) {
      const data = received.take();
      if (data === undefined) break;
      this.#sink.data(data);
    }
    // RFC 9293, 3.8.6.2.2: the peer knows of no room for a segment, and now there is some.
    // After the FIN it has no use for it, and may be gone, and would answer with a reset.
    if (this.#offered < SEGMENT && buffer.window >= SEGMENT && !buffer.finished)
      this.#transmitAck();
    if (buffer.finished && buffer.unread === 0 && this.#reading && !this.#toldEnd) {
      if (this.#sink === null) return;
      this.#toldEnd = true;
      this.#sink.ended();
      this.#finishIfDone();
    }
    if (this.#reading && (!this.#toldEnd || this.#sending.out.ended)) this.#tellBroken();
  }

  // What goes to the network; some of it is called by what sends, and by what asks.

  now(): number {
    return this.#host.now();
  }

  after(seconds: number, run: () => void): () => void {
    return this.#host.after(seconds, run);
  }

  rechunk(): number {
    return this.#host.rechunk(this);
  }

  segmentSize(): number {
    return this.#host.segmentSize(this);
  }

  get isBusy(): boolean {
    return this.#sending.out.waiting;
  }

  transmitSegment({ seq, data, fin }: Segment): void {
    this.#transmit("ACK", seq, data, fin);
  }

  transmitProbe(): void {
    this.#transmit("PROBE", this.#sending.out.unacknowledged - 1);
  }

  unanswered(): void {
    this.#break(new PlatformError("ETIMEDOUT", "the peer does not answer"));
  }

  #transmitAck(): void {
    if (this.#state !== "dead") this.#transmit("ACK", this.#sending.out.sent);
  }

  #transmit(flags: Flags, seq: number, data: Uint8Array = NO_BYTES, fin = false): void {
    this.#host.transmit(this, this.#packet(flags, seq, data, fin));
  }

  #packet(flags: Flags, seq: number, data: Uint8Array, fin: boolean): Packet {
    const received = this.#in;
    const ack = received === null ? 0 : received.buffer.expected;
    const window = received === null ? 0 : received.buffer.window;
    const echo = received === null ? -1 : received.recent;
    this.#offered = window;
    return new Packet(flags, seq, data, fin, ack, window, this.now(), echo);
  }

  #pump(): void {
    if (this.#state === "established") this.#sending.pump();
  }

  // The end.

  #finishIfDone(): void {
    if (this.#state === "dead" || !this.#sending.out.finished) return;
    if (this.#in!.buffer.finished) {
      if (this.#closed) this.#remove(true);
      else if (this.#toldEnd) this.#die(undefined, true);
    } else if (this.#closed && this.#timer === null) {
      this.#timer = this.#host.after(FIN_WAIT, () => this.#remove());
    }
  }

  /** Over, by what came from the network (or did not). */
  #die(error?: PlatformError, inOrder = false): void {
    if (this.#state === "dead") return;
    this.#remove(inOrder);
    const handshake = this.#dropHandshake();
    const sink = this.#closed ? null : this.#sink;
    this.#sink = null;
    const wasPaused = this.#host.paused;
    this.#host.tell(() => {
      if (handshake !== null) handshake.tell(error);
      else if (sink !== null) {
        if (wasPaused && this.#reading) this.#in?.giveAll(sink);
        sink.closed(error);
      }
    });
  }

  /**
   * There is no connection any more. A program hears of it as on a real host: when it reads past what has come, or
   * writes, or at once if it is done both ways. One that has paused, or has read the end, and writes nothing, does not.
   */
  #break(error: PlatformError): void {
    // RFC 1337: a late packet's reset takes nothing from what has ended well, read or not.
    const { out } = this.#sending;
    if (this.#in?.buffer.finished === true && out.finished) return;
    if (this.#closed || this.#sink === null || this.#state !== "established" || this.#host.paused) {
      this.#die(error);
      return;
    }
    this.#remove();
    this.#broken = error;
    if (this.#blocked || (this.#toldEnd && out.ended)) this.#tellBroken();
    else this.deliver();
  }

  #tellBroken(): void {
    const error = this.#broken;
    const sink = this.#sink;
    if (error === null || sink === null) return;
    this.#broken = null;
    this.#sink = null;
    sink.closed(this.#isSettled ? undefined : error);
  }

  /** The program has read all there was, and the peer has all that was written. */
  get #isSettled(): boolean {
    return this.#toldEnd && this.#sending.out.onlyFinLeft && !this.#blocked;
  }

  /** A program that closes what is no more is told nothing of that. */
  #closeBroken(): boolean {
    if (this.#broken === null) return false;
    this.#broken = null;
    this.#closed = true;
    this.#tellClosed();
    return true;
  }

  /** Over, by the program's own wish. */
  #tellClosed(): void {
    const sink = this.#sink;
    this.#sink = null;
    if (sink !== null) this.#host.soon(() => sink.closed());
  }

  /** @param inOrder both FINs are acknowledged; who sent the first one answers what is late. */
  #remove(inOrder = false): void {
    const waits = inOrder && !this.#endsLast;
    const late = waits ? this.#packet("ACK", this.#sending.out.sent, NO_BYTES, false) : undefined;
    this.#state = "dead";
    this.#handshake?.stop();
    this.#timer?.();
    this.#timer = null;
    this.#in?.stop();
    this.#sending.stop();
    this.#keepAlive?.stop();
    this.#host.forget(this, [this.#initial, this.#sending.out.sent], late);
  }
}
