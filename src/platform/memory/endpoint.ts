/**
 * One end of a simulated TCP connection, as the host it is on sees it: handshake, data, close, reset.
 *
 * What the program is told is always told from an event of the simulated world, never from inside a
 * call of the program's (rule 1 of the port). A closed end lives on unseen until the peer has everything.
 */
import { PlatformError } from "../errors.ts";
import type { Socket, SocketAddress, SocketSink, StreamAddress } from "../port.ts";
import type { TCPState } from "./netstat.ts";
import { control, NO_BYTES, type Packet } from "./packet.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";
import { SendBuffer } from "./send-buffer.ts";

/** Linux's tcp_syn_retries and tcp_fin_timeout. */
const SYN_RETRIES = 6;
const FIN_WAIT = 60;

/** What an endpoint needs of its host. */
export interface EndpointHost {
  transmit(endpoint: Endpoint, packet: Packet): void;
  after(seconds: number, run: () => void): () => void;
  soon(run: () => void): void;
  now(): number;
  /** The program does not run: what comes waits in the buffers. */
  readonly paused: boolean;
  /** Tell the program something, now or when it goes on. */
  tell(run: () => void): void;
  forget(endpoint: Endpoint): void;
}

/** Both ends of a connection. */
export interface Ends<A extends StreamAddress> {
  readonly local: A;
  readonly peer: A;
}

export class Endpoint<A extends StreamAddress = StreamAddress> implements Socket<A> {
  /** As the program is told. */
  readonly local: A;
  readonly peer: A;
  /** Where the host sends what it is given, and knows it by. */
  readonly route: Ends<SocketAddress>;
  /** When it began, in seconds of the network. */
  readonly since: number;
  readonly #host: EndpointHost;
  readonly #out = new SendBuffer();
  readonly #in = new ReceiveBuffer();
  #state: "syn-sent" | "syn-received" | "established" | "dead" = "syn-sent";
  /** Told once, when the handshake has ended. */
  #opened: ((error?: PlatformError) => void) | null;
  #synTries = 0;
  #sink: SocketSink | null = null;
  #reading = true;
  #toldEnd = false;
  #blocked = false;
  #closed = false;
  #timer: (() => void) | null = null;

  constructor(
    host: EndpointHost,
    route: Ends<SocketAddress>,
    { local, peer }: Ends<A>,
    opened: (error?: PlatformError) => void,
  ) {
    this.#host = host;
    this.since = host.now();
    this.route = route;
    this.local = local;
    this.peer = peer;
    this.#opened = opened;
  }

  /** Has the program done with it, so that it has no descriptor any more? */
  get orphaned(): boolean {
    return this.#closed;
  }

  /** As `netstat` shows it. */
  get status(): {
    readonly state: TCPState;
    readonly sendQueue: number;
    readonly receiveQueue: number;
  } {
    return {
      state: this.#tcpState(),
      sendQueue: this.#out.queued,
      receiveQueue: this.#in.unread,
    };
  }

  #tcpState(): TCPState {
    if (this.#state === "syn-sent") return "SYN_SENT";
    if (this.#state === "syn-received") return "SYN_RECV";
    const peerDone = this.#in.finished;
    if (!this.#out.closing) return peerDone ? "CLOSE_WAIT" : "ESTABLISHED";
    if (this.#out.finished) return peerDone ? "TIME_WAIT" : "FIN_WAIT2";
    return peerDone ? "LAST_ACK" : "FIN_WAIT1";
  }

  // The handshake.

  /** The active side. */
  sendSyn(): void {
    this.#host.transmit(this, control("SYN"));
    this.#timer = this.#host.after(2 ** this.#synTries, () => {
      this.#synTries += 1;
      if (this.#synTries > SYN_RETRIES) this.#die(new PlatformError("ETIMEDOUT", "no answer"));
      else this.sendSyn();
    });
  }

  /** The passive side, on a SYN. */
  answerSyn(): void {
    this.#state = "syn-received";
    this.#transmitSynAck();
  }

  #transmitSynAck(): void {
    this.#host.transmit(this, control("SYN-ACK"));
    this.#timer?.();
    this.#timer = this.#host.after(2 ** this.#synTries, () => {
      this.#synTries += 1;
      if (this.#synTries > SYN_RETRIES) this.#die(new PlatformError("ETIMEDOUT", "no answer"));
      else this.#transmitSynAck();
    });
  }

  #establish(): void {
    this.#state = "established";
    this.#stopTimer();
    this.#host.tell(() => {
      const opened = this.#opened;
      this.#opened = null;
      opened?.();
    });
  }

  /** The program no longer wants to be connected. */
  giveUp(): void {
    if (this.#state === "dead") return;
    this.#opened = null;
    this.#host.transmit(this, control("RST"));
    this.#die();
  }

  // What the program calls.

  start(sink: SocketSink): void {
    this.#sink = sink;
    this.#host.soon(() => this.#deliver());
  }

  write(data: Uint8Array): boolean {
    if (this.#state === "dead" || this.#closed) return true;
    this.#out.push(data.slice());
    this.#pump();
    this.#blocked = this.#out.full;
    return !this.#blocked;
  }

  pauseReading(): void {
    this.#reading = false;
  }

  resumeReading(): void {
    this.#reading = true;
    this.#host.soon(() => this.#deliver());
  }

  shutdown(): void {
    if (this.#state === "dead") return;
    this.#out.pushFin();
    this.#pump();
  }

  close(): void {
    if (this.#state === "dead" || this.#closed) return;
    // RFC 2525 section 2.17: closing with data unread is a reset, or the peer would think it was read.
    if (this.#in.unread > 0) {
      this.abort();
      return;
    }
    this.#closed = true;
    this.shutdown();
    this.#tellClosed();
    this.#finishIfDone();
  }

  abort(): void {
    if (this.#state === "dead") return;
    this.#closed = true;
    this.#host.transmit(this, control("RST"));
    this.#remove();
    this.#tellClosed();
  }

  /** The process that had it is no more: the host closes what it left open, and nobody is told. */
  orphan(): void {
    this.#sink = null;
    this.#opened = null;
    if (this.#state === "established") this.close();
    else this.giveUp();
  }

  /** The program goes on: it is told what has come meanwhile. */
  wake(): void {
    if (this.#state === "dead") return;
    this.#deliver();
    this.#tellDrained();
  }

  /** The host has lost its power: nobody is told anything. */
  vanish(): void {
    this.#sink = null;
    this.#opened = null;
    this.#remove();
  }

  // What comes from the network.

  receive(packet: Packet): void {
    switch (packet.flags) {
      case "RST":
        this.#reset();
        break;
      case "SYN":
        if (this.#state === "syn-received") this.#transmitSynAck();
        // The peer has forgotten this connection: what it answers to an ACK tells us so (RFC 9293, 3.5.1).
        else this.#transmitAck();
        break;
      case "SYN-ACK":
        if (this.#state === "syn-sent") this.#establish();
        if (this.#state === "established") this.#transmitAck();
        break;
      default:
        this.#receiveAck(packet);
    }
  }

  #reset(): void {
    if (this.#state === "syn-sent")
      this.#die(new PlatformError("ECONNREFUSED", "connection refused"));
    // RFC 9293, LAST-ACK: the peer is done and gone, and what was lost is its last acknowledgement.
    else if (this.#toldEnd && this.#out.onlyFinLeft) this.#die();
    else this.#die(new PlatformError("ECONNRESET", "connection reset by the peer"));
  }

  #receiveAck(packet: Packet): void {
    if (this.#state === "syn-received") this.#establish();
    if (this.#state === "syn-sent") this.#host.transmit(this, control("RST"));
    if (this.#state !== "established") return;
    if (this.#closed && packet.data.length > 0) {
      // Nobody will ever read it, and the sender is told so.
      this.#host.transmit(this, control("RST"));
      this.#remove();
      return;
    }
    if (this.#out.acknowledged(packet.ack, packet.window)) this.#stopTimer();
    this.#in.accept(packet.seq, packet.data, packet.fin);
    // Before the program is told: that may be the end of this endpoint, and the peer must not ask in vain.
    if (packet.data.length > 0 || packet.fin || packet.flags === "PROBE") this.#transmitAck();
    this.#deliver();
    this.#pump();
    this.#tellDrained();
    this.#finishIfDone();
  }

  #tellDrained(): void {
    if (!this.#blocked || this.#out.full || this.#host.paused) return;
    this.#blocked = false;
    this.#sink?.drained();
  }

  #deliver(): void {
    if (this.#host.paused) return;
    const windowBefore = this.#in.window;
    while (this.#reading && !this.#closed && this.#sink !== null) {
      const data = this.#in.take();
      if (data === undefined) break;
      this.#sink.data(data);
    }
    if (windowBefore === 0 && this.#in.window > 0) this.#transmitAck();
    if (this.#in.finished && this.#in.unread === 0 && this.#reading && !this.#toldEnd) {
      if (this.#sink === null) return;
      this.#toldEnd = true;
      this.#sink.ended();
      this.#finishIfDone();
    }
  }

  #transmitAck(
    flags: "ACK" | "PROBE" = "ACK",
    seq = 0,
    data: Uint8Array = NO_BYTES,
    fin = false,
  ): void {
    if (this.#state === "dead") return;
    const { expected: ack, window } = this.#in;
    this.#host.transmit(this, { flags, seq, data, fin, ack, window });
  }

  /** Send what may be sent, and see to it that it is sent again if it must be. */
  #pump(): void {
    if (this.#state !== "established") return;
    for (let segment = this.#out.take(); segment !== null; segment = this.#out.take())
      this.#transmitAck("ACK", segment.seq, segment.data, segment.fin);
    if (!this.#out.waiting || this.#timer !== null) return;
    const seconds = this.#out.retryAfter();
    if (seconds === null) {
      this.#die(new PlatformError("ETIMEDOUT", "the peer does not answer"));
      return;
    }
    this.#timer = this.#host.after(seconds, () => {
      this.#timer = null;
      this.#out.goBack();
      this.#transmitAck("PROBE");
      this.#pump();
    });
  }

  // The end.

  #finishIfDone(): void {
    if (this.#state === "dead" || !this.#out.finished) return;
    if (this.#in.finished) {
      if (this.#closed) this.#remove();
      else if (this.#toldEnd) this.#die();
    } else if (this.#closed && this.#timer === null) {
      this.#timer = this.#host.after(FIN_WAIT, () => this.#remove());
    }
  }

  /** Over, by what came from the network (or did not). */
  #die(error?: PlatformError): void {
    if (this.#state === "dead") return;
    this.#remove();
    const opened = this.#opened;
    const sink = this.#closed ? null : this.#sink;
    this.#opened = null;
    this.#sink = null;
    const wasPaused = this.#host.paused;
    this.#host.tell(() => {
      if (opened !== null) opened(error);
      else if (sink !== null) {
        // What came before the end, while the program could not take it.
        if (wasPaused && this.#reading)
          for (let data = this.#in.take(); data !== undefined; data = this.#in.take())
            sink.data(data);
        sink.closed(error);
      }
    });
  }

  /** Over, by the program's own wish. */
  #tellClosed(): void {
    const sink = this.#sink;
    this.#sink = null;
    if (sink !== null) this.#host.soon(() => sink.closed());
  }

  #remove(): void {
    this.#state = "dead";
    this.#stopTimer();
    this.#host.forget(this);
  }

  #stopTimer(): void {
    this.#timer?.();
    this.#timer = null;
  }
}
