/**
 * A packet or datagram on its way from one host to another: itself the event of its arrival.
 *
 * It may be lost still, because a partition begins, and it may have to wait, because its way is clogged.
 */
import type { SocketAddress } from "../port.ts";
import type { Ends } from "./endpoint-host.ts";
import { WorldEvent } from "./events.ts";
import type { Host } from "./host.ts";
import { type Packet, TCP_HEADERS, UDP_HEADERS } from "./packet.ts";
import type { Way } from "./way.ts";

/** What crosses, and where from and to. */
export interface Cargo {
  readonly id: number;
  readonly from: Host;
  readonly to: Host;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly packet?: Packet | undefined;
  readonly datagram?: Uint8Array | undefined;
  /** What a datagram does when it has arrived; a packet goes to its connection. */
  readonly arrive?: ((data: Uint8Array) => void) | undefined;
}

type Kind = "sent" | "arrived" | "lost";

/** What is seen of it from outside: of a {@link NetworkEvent} what it knows. */
export interface CrossingEvent {
  readonly at: number;
  readonly kind: Kind;
  readonly from: string;
  readonly to: string;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly id: number;
  readonly packet?: Packet;
  readonly datagram?: Uint8Array;
}

/** Who is told that it is there. */
export interface Destination {
  arrived(crossing: Crossing): void;
}

export class Crossing extends WorldEvent implements Cargo, Ends<SocketAddress> {
  readonly id: number;
  readonly from: Host;
  readonly to: Host;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly packet: Packet | undefined;
  readonly datagram: Uint8Array | undefined;
  readonly arrive: ((data: Uint8Array) => void) | undefined;
  readonly #told: Destination;
  #way: Way | null = null;
  /** How often its way had been cut when it left; -1: it was cut then. */
  #cuts = 0;
  /** The datagram as it arrives. */
  #arriving: Uint8Array | undefined;

  constructor(cargo: Cargo, told: Destination) {
    super(cargo.to.lane);
    this.id = cargo.id;
    this.from = cargo.from;
    this.to = cargo.to;
    this.source = cargo.source;
    this.destination = cargo.destination;
    this.packet = cargo.packet;
    this.datagram = cargo.datagram;
    this.arrive = cargo.arrive;
    this.#told = told;
    this.#arriving = cargo.datagram;
  }

  // The ends as the host that it is for has them.

  get local(): SocketAddress {
    return this.destination;
  }

  get peer(): SocketAddress {
    return this.source;
  }

  /** Bytes, headers included. */
  get size(): number {
    const { packet } = this;
    return packet === undefined
      ? this.#arriving!.length + UDP_HEADERS
      : packet.data.length + TCP_HEADERS;
  }

  /** What is seen of it from outside. */
  shown(at: number, kind: Kind): CrossingEvent {
    const { id, source, destination, packet } = this;
    const from = this.from.name;
    const to = this.to.name;
    // Two literals, and no spread: it is made for every packet of a run that is traced.
    return packet === undefined
      ? { at, kind, from, to, source, destination, id, datagram: this.#arriving! }
      : { at, kind, from, to, source, destination, id, packet };
  }

  /** Does it begin something: a connection, or itself all there is? */
  get begins(): boolean {
    const { packet } = this;
    return packet === undefined || packet.flags === "SYN";
  }

  /** The same once more. */
  copy(): Crossing {
    return new Crossing(this, this.#told);
  }

  /** It sets out on `way`. What leaves during a partition is lost, and so is what is under way when one begins. */
  leave(way: Way): void {
    this.#way = way;
    this.#cuts = way.isCut ? -1 : way.cuts;
  }

  get isLost(): boolean {
    return this.#way !== null && this.#cuts !== this.#way.cuts;
  }

  /** One byte of the datagram is wrong, at that fraction of it. */
  damage(where: number): void {
    const datagram = this.#arriving!.slice();
    const index = Math.floor(where * datagram.length);
    if (datagram.length > 0) datagram[index] = datagram[index]! ^ 0x20;
    this.#arriving = datagram;
  }

  override happen(): void {
    const way = this.#way;
    const waits = way?.isClogged === true && !this.isLost;
    if (waits && way.hold(this)) return;
    // No room to wait is one more way to be lost.
    if (waits) this.#cuts = -1;
    this.#told.arrived(this);
  }

  /** Give it to the host that it is for. */
  deliver(): void {
    const { from, to, packet } = this;
    if (packet !== undefined) to.receive(from, this, packet);
    else this.arrive!(this.#arriving!);
  }
}
