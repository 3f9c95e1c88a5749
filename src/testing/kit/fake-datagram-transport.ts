/** A UDP port that keeps what is written to it and sends it nowhere: for tests of one protocol alone. */
import { implementer } from "../../components/index.ts";
import { type Deferred, succeed } from "../../deferred/index.ts";
import {
  AlreadyConnectingError,
  type DatagramAddress,
  hostAddress,
  type IHostAddress,
  InvalidAddressError,
  IUDPTransport,
  isIPAddress,
  isIPv6Address,
  NotBytesError,
} from "../../net/index.ts";

/** A datagram that was sent. `to` is `null` where the port is connected and none was said. */
export interface WrittenDatagram {
  readonly packet: Uint8Array;
  readonly to: DatagramAddress | null;
}

/** After `twisted.internet.testing.FakeDatagramTransport`, with the rest of what a UDP transport is. */
export class FakeDatagramTransport implements IUDPTransport {
  static {
    implementer(IUDPTransport)(this);
  }
  /** What was sent, in order. */
  readonly written: WrittenDatagram[] = [];
  /** Whom it was connected to. */
  connectedTo: DatagramAddress | null = null;
  /** `stopListening` was called. */
  stopped = false;
  readonly #address: IHostAddress;
  #broadcast = false;

  constructor(address: IHostAddress = hostAddress("UDP", "10.0.0.1", 12345)) {
    this.#address = address;
  }

  write(packet: Uint8Array, to: DatagramAddress | null = null): void {
    if (!(packet instanceof Uint8Array)) throw new NotBytesError("write() takes a Uint8Array");
    if (to === null && this.connectedTo === null)
      throw new InvalidAddressError("write() needs an address, or connect() before it");
    if (to !== null) checkAddress(to.host);
    if (!this.stopped) this.written.push({ packet: packet.slice(), to });
  }

  connect(host: string, port: number): void {
    if (this.connectedTo !== null)
      throw new AlreadyConnectingError("the port is connected to an address already");
    checkAddress(host);
    this.connectedTo = { host, port };
  }

  getHost(): IHostAddress {
    return this.#address;
  }

  setBroadcastAllowed(allowed: boolean): void {
    this.#broadcast = allowed;
  }

  getBroadcastAllowed(): boolean {
    return this.#broadcast;
  }

  stopListening(): Deferred<void> {
    this.stopped = true;
    return succeed(undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }
}

function checkAddress(host: string): void {
  if (!isIPAddress(host) && !isIPv6Address(host))
    throw new InvalidAddressError(`"${host}" is no address; a name must be looked up before`);
}
