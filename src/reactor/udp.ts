/**
 * A UDP port, on whatever platform: what its protocol sends with, and what closes it.
 *
 * Rules (X21): what a protocol throws is logged and the port goes on, since the next datagram is somebody else's.
 * `stopProtocol` is called once, last. A name is refused where it is written to, and not looked up.
 */
import { implementer } from "../components/index.ts";
import { type Deferred, Failure, fail, succeed } from "../deferred/index.ts";
import { enterLogContext, type LogContext, type Logger, leaveLogContext } from "../logger/index.ts";
import {
  AlreadyConnectingError,
  type DatagramAddress,
  type Described,
  hostAddress,
  type IDatagramProtocol,
  type IHostAddress,
  IMulticastTransport,
  InvalidAddressError,
  type ListenMulticastOptions,
  MessageLengthError,
  MulticastJoinError,
  type UDPPortDescription,
} from "../net/index.ts";
import type {
  DatagramSink,
  DatagramSocket,
  PlatformError,
  SocketAddress,
  UDPPlatform,
} from "../platform/index.ts";
import { type ResourceOwner, type ResourceType, tracking } from "../resources/index.ts";
import { afterwards } from "./afterwards.ts";
import { ConnectionLogContext, surroundingLogContext } from "./connection-log-context.ts";
import type { DescribedThings } from "./described-things.ts";
import { notBytes } from "./not-bytes.ts";
import { checkPort } from "./tcp.ts";
import type { Turn } from "./turn.ts";
import { classOf, runUserCode } from "./user-code.ts";
import { whenListening } from "./when-listening.ts";

/** RFC 768, over IPv4: 65,535 less two headers. */
const LONGEST = 65_507;

export interface UDPContext {
  readonly owner?: ResourceOwner;
  readonly turn: Turn;
  readonly log: Logger;
  readonly things: DescribedThings;
  seconds(): number;
}

/** All UDP ports of one reactor. */
export class UDPPorts {
  readonly #context: UDPContext;
  readonly #ports = new Set<UDPPort>();
  #closing = false;

  constructor(context: UDPContext) {
    this.#context = context;
  }

  /** Throws `InvalidPortError`. */
  listen(
    udp: UDPPlatform,
    port: number,
    protocol: IDatagramProtocol,
    { interface: host = "0.0.0.0", maxPacketSize, listenMultiple = false }: ListenMulticastOptions,
  ): Deferred<IMulticastTransport> {
    checkPort(port);
    const at = { host, port };
    const forget = (ended: UDPPort): void => void this.#ports.delete(ended);
    const opened = new UDPPort(this.#context, protocol, maxPacketSize, forget);
    const opening = udp.bind(at, { share: listenMultiple }, opened);
    tracking?.began(
      opened,
      this.#resource(() => !opening.called),
    );
    const isClosing = (): boolean => this.#closing;
    return whenListening(opening, at, isClosing, (socket): IMulticastTransport => {
      this.#ports.add(opened);
      opened.start(socket);
      return opened;
    });
  }

  /** What there is, for who inspects the reactor. */
  get all(): ReadonlySet<UDPPort> {
    return this.#ports;
  }

  #resource(isOpening: () => boolean): ResourceType<UDPPort> {
    const { owner } = this.#context;
    return {
      kind: "UDP port",
      describe: (port) => (isOpening() ? "UDP port being opened" : `UDP port ${port.getHost()}`),
      isLive: (port) => this.#ports.has(port) || isOpening(),
      isClosing: ({ stopping }) => stopping,
      end: (port) => void (isOpening() || port.stopListening()),
      ...(owner && { owner }),
    };
  }

  closeAll(): void {
    this.#closing = true;
    for (const port of [...this.#ports]) port.stopListening();
  }
}

export class UDPPort implements IMulticastTransport, DatagramSink {
  static {
    implementer(IMulticastTransport)(this);
  }
  readonly #context: UDPContext;
  readonly #logContext: LogContext;
  readonly #protocol: IDatagramProtocol;
  readonly #maxPacketSize: number;
  readonly #forget: (port: UDPPort) => void;
  readonly #since: number;
  readonly #figures = { datagramsIn: 0, datagramsOut: 0, bytesIn: 0, bytesOut: 0 };
  #socket: DatagramSocket | null = null;
  #peer: SocketAddress | null = null;
  /** The address that was heard of last: the next datagram is likely to be from there as well. */
  #lastFrom: IHostAddress = hostAddress("UDP", "", 0);
  /** The host that was written to last, and can be. */
  #lastTo: string | null = null;
  #broadcast = false;
  #ttl = 1;
  #loopback = true;
  #outgoing: string | null = null;
  #stopped: Deferred<void> | null = null;

  constructor(
    context: UDPContext,
    protocol: IDatagramProtocol,
    maxPacketSize: number = Number.POSITIVE_INFINITY,
    forget: (port: UDPPort) => void,
  ) {
    this.#since = context.seconds();
    this.#context = context;
    this.#protocol = protocol;
    this.#maxPacketSize = maxPacketSize;
    this.#forget = forget;
    this.#logContext = new ConnectionLogContext(
      this,
      protocol,
      context.things,
      surroundingLogContext(),
    );
  }

  start(socket: DatagramSocket): void {
    this.#socket = socket;
    this.#guard(() => this.#protocol.makeConnection(this));
  }

  // What the protocol calls.

  write(packet: Uint8Array, to: DatagramAddress | null = this.#peer): void {
    if (!(packet instanceof Uint8Array)) throw notBytes(packet);
    if (packet.length > LONGEST)
      throw new MessageLengthError(`a datagram of ${packet.length} bytes: ${LONGEST} are the most`);
    if (to === null)
      throw new InvalidAddressError("write() needs an address, or connect() before it");
    if (to.host !== this.#lastTo) {
      this.#checkAddress(to.host);
      this.#lastTo = to.host;
    }
    if (this.#stopped !== null) return;
    this.#figures.datagramsOut += 1;
    this.#figures.bytesOut += packet.length;
    this.#socket!.send(packet, to);
  }

  connect(host: string, port: number): void {
    if (this.#peer !== null) {
      const { host, port } = this.#peer;
      throw new AlreadyConnectingError(`the port is connected to ${host}:${port} already`);
    }
    checkPort(port);
    this.#checkAddress(host);
    this.#peer = { host, port };
    this.#socket!.connect(this.#peer);
  }

  getHost(): IHostAddress {
    const { host, port } = this.#socket!.address;
    return hostAddress("UDP", host, port);
  }

  /** Whose it is. */
  get protocol(): IDatagramProtocol {
    return this.#protocol;
  }

  /** For who inspects the reactor. */
  status(now: number): Omit<UDPPortDescription, keyof Described | "protocol" | "figures"> {
    return {
      address: String(this.getHost()),
      state: this.stopping ? "closing" : "open",
      ageSeconds: now - this.#since,
      ...this.#figures,
    };
  }

  get stopping(): boolean {
    return this.#stopped !== null;
  }

  stopListening(): Deferred<void> {
    if (this.#stopped === null) {
      this.#stopped = this.#socket!.close();
      this.#stopped.addCallback(() => {
        this.#forget(this);
        this.#guard(() => this.#protocol.doStop());
      });
    }
    return afterwards(this.#stopped);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopListening();
  }

  setBroadcastAllowed(allowed: boolean): void {
    this.#broadcast = allowed;
    this.#socket!.setBroadcast(allowed);
  }

  getBroadcastAllowed(): boolean {
    return this.#broadcast;
  }

  joinGroup(group: string, networkInterface?: string): Deferred<void> {
    return this.#membership("join", group, () => this.#socket!.joinGroup(group, networkInterface));
  }

  leaveGroup(group: string, networkInterface?: string): Deferred<void> {
    return this.#membership("leave", group, () =>
      this.#socket!.leaveGroup(group, networkInterface),
    );
  }

  setTTL(ttl: number): void {
    if (!Number.isInteger(ttl) || ttl < 0 || ttl > 255)
      throw new RangeError(`setTTL(${ttl}): a whole number from 0 to 255`);
    this.#socket!.setTTL(ttl);
    this.#ttl = ttl;
  }

  getTTL(): number {
    return this.#ttl;
  }

  setLoopbackMode(enabled: boolean): void {
    this.#socket!.setLoopback(enabled);
    this.#loopback = enabled;
  }

  getLoopbackMode(): boolean {
    return this.#loopback;
  }

  setOutgoingInterface(address: string): void {
    this.#socket!.setOutgoingInterface(address);
    this.#outgoing = address;
  }

  getOutgoingInterface(): string | null {
    return this.#outgoing;
  }

  // What the socket calls, each a turn.

  datagram(data: Uint8Array, host: string, port: number): void {
    if (this.#stopped !== null) return;
    this.#figures.datagramsIn += 1;
    this.#figures.bytesIn += data.length;
    if (this.#lastFrom.port !== port || this.#lastFrom.host !== host)
      this.#lastFrom = hostAddress("UDP", host, port);
    const from = this.#lastFrom;
    const packet = data.length > this.#maxPacketSize ? data.subarray(0, this.#maxPacketSize) : data;
    this.#guard(() => this.#protocol.datagramReceived(packet, from));
  }

  failed(error: PlatformError): void {
    if (this.#stopped !== null) return;
    if (error.code === "ECONNREFUSED") {
      // Of a port that is not connected the host cannot say whose datagram it was.
      if (this.#peer !== null) this.#guard(() => this.#protocol.connectionRefused());
      return;
    }
    this.#context.log.warn("UDP port {address}: {error}", {
      address: String(this.getHost()),
      error: error.message,
      code: error.code,
    });
  }

  #membership(verb: string, group: string, act: () => void): Deferred<void> {
    try {
      act();
      return succeed(undefined);
    } catch (cause) {
      const { message } = cause as Error;
      return fail(new MulticastJoinError(`cannot ${verb} ${group}: ${message}`, { cause }));
    }
  }

  #checkAddress(host: string): void {
    if (this.#socket!.canReach(host)) return;
    throw new InvalidAddressError(
      `"${host}" is no address that ${this.getHost()} can send to; a name must be looked up before`,
    );
  }

  #guard(userCode: () => unknown): void {
    this.#context.turn.enter();
    const outer = enterLogContext(this.#logContext);
    runUserCode(userCode, this.#threw);
    leaveLogContext(outer);
    this.#context.turn.leave();
  }

  readonly #threw = (thrown: unknown): void => {
    this.#context.log.failure(
      "{protocol} on {address} has thrown; the port goes on",
      new Failure(thrown),
      { protocol: classOf(this.#protocol), address: String(this.getHost()) },
    );
  };
}
