/**
 * A packet or datagram on its way from one host to another: itself the event of its arrival.
 *
 * It may be lost still, because a partition begins, and it may have to wait, because its way is clogged.
 */
import type { SocketAddress } from "../port.ts";
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
  readonly packet?: Packet;
  readonly datagram?: Uint8Array;
  /** What a datagram does when it has arrived; a packet goes to its connection. */
  readonly arrive?: (data: Uint8Array) => void;
}

/** Who is told that it is there. */
export interface Destination {
  arrived(crossing: Crossing): void;
}

export class Crossing extends WorldEvent {
  readonly #cargo: Cargo;
  readonly #destination: Destination;
  #way: Way | null = null;
  /** How often its way had been cut when it left; -1: it was cut then. */
  #cuts = 0;
  #datagram: Uint8Array | undefined;

  constructor(cargo: Cargo, destination: Destination) {
    super(cargo.to.lane);
    this.#cargo = cargo;
    this.#destination = destination;
    this.#datagram = cargo.datagram;
  }

  get cargo(): Cargo {
    return this.#cargo;
  }

  /** Bytes, headers included. */
  get size(): number {
    const { packet } = this.#cargo;
    return packet === undefined
      ? this.#datagram!.length + UDP_HEADERS
      : packet.data.length + TCP_HEADERS;
  }

  /** What is seen of it from outside. */
  get shown(): {
    readonly from: string;
    readonly to: string;
    readonly source: SocketAddress;
    readonly destination: SocketAddress;
    readonly id: number;
    readonly packet?: Packet;
    readonly datagram?: Uint8Array;
  } {
    const { id, from, to, source, destination, packet } = this.#cargo;
    const ends = { from: from.name, to: to.name, source, destination, id };
    return packet !== undefined ? { ...ends, packet } : { ...ends, datagram: this.#datagram! };
  }

  /** Does it begin something: a connection, or itself all there is? */
  get begins(): boolean {
    const { packet } = this.#cargo;
    return packet === undefined || packet.flags === "SYN";
  }

  /** The same once more. */
  copy(): Crossing {
    return new Crossing(this.#cargo, this.#destination);
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
    const datagram = this.#datagram!.slice();
    const index = Math.floor(where * datagram.length);
    if (datagram.length > 0) datagram[index] = datagram[index]! ^ 0x20;
    this.#datagram = datagram;
  }

  override happen(): void {
    const way = this.#way;
    const waits = way?.isClogged === true && !this.isLost;
    if (waits && way.hold(this)) return;
    // No room to wait is one more way to be lost.
    if (waits) this.#cuts = -1;
    this.#destination.arrived(this);
  }

  /** Give it to the host that it is for. */
  deliver(): void {
    const { from, to, source, destination, packet, arrive } = this.#cargo;
    if (packet !== undefined) to.receive(from, { local: destination, peer: source }, packet);
    else arrive!(this.#datagram!);
  }
}
