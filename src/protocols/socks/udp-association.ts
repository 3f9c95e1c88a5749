/**
 * One UDP ASSOCIATE (RFC 1928, section 7): the port that its client sends to, those that its datagrams leave by, and what
 * goes between them.
 *
 * Rules: the client's port takes datagrams from the client alone, the others from hosts alone that it has sent to. All ports
 * are closed with the first of them, and with the association, whatever ends it.
 */
import {
  CancelledError,
  type Coroutine,
  type Deferred,
  inlineCallbacks,
} from "../../deferred/index.ts";
import { Logger } from "../../logger/index.ts";
import {
  ConnectionDone,
  type IAddress,
  type IDelayedCall,
  type IHostAddress,
  type IUDPTransport,
  MessageLengthError,
} from "../../net/index.ts";
import { DatagramProtocol } from "../datagram-protocol.ts";
import { canonicalHost } from "./canonical-host.ts";
import { buildSOCKS5Datagram, wholeDatagram } from "./datagram.ts";
import { DatagramDestinations } from "./datagram-destinations.ts";
import { SOCKSAssociationTimedOut } from "./errors.ts";
import type { SOCKS5Address } from "./messages-5.ts";
import type { SOCKSServerOptions } from "./server-options.ts";

const log: Logger = new Logger({ namespace: "torsion.protocols.socks" });
const EVERYWHERE = ["0.0.0.0", "::"] as const;

type ListenUDP = NonNullable<SOCKSServerOptions["listenUDP"]>;

export interface UDPAssociationOptions {
  readonly rules: SOCKSServerOptions;
  readonly listenUDP: ListenUDP;
  /** The two ends of the connection that the association belongs to. */
  readonly client: IHostAddress;
  readonly here: IHostAddress;
  /** Where the client says that it sends from; zeros where it does not know. */
  readonly announced: SOCKS5Address;
  readonly username: string | null;
  /** It is over by itself: called once at the most, and not after `end`. */
  readonly ended: (reason: Error) => void;
}

export class UDPAssociation {
  readonly #options: UDPAssociationOptions;
  readonly #clientHost: string;
  readonly #destinations: DatagramDestinations;
  /** Known from the beginning, or from the client's first datagram on. */
  #clientPort: number | null;
  #toClient: IUDPTransport | null = null;
  readonly #outward: { everywhere: string; port: IUDPTransport }[] = [];
  #opening: Deferred<unknown> | null = null;
  #idle: IDelayedCall | null = null;
  #over = false;
  readonly #relayed = { out: 0, in: 0, dropped: 0 };

  constructor(options: UDPAssociationOptions) {
    const { rules, client, announced, username } = options;
    this.#options = options;
    this.#clientHost = canonicalHost(client.host);
    // Behind a NAT a client knows neither its address nor its port.
    const isKnown = announced.port > 0 && canonicalHost(announced.host) === this.#clientHost;
    this.#clientPort = isKnown ? announced.port : null;
    this.#destinations = new DatagramDestinations({
      ...{ rules, peer: client as IAddress, username },
      canReach: (host) => this.#portTo(host) !== undefined,
      send: (data, host, port) => {
        this.#portTo(host)?.write(data, { host, port });
        this.#relayed.out += 1;
      },
      dropped: () => this.#drop(),
    });
  }

  /** Datagrams may come and go. */
  get isOpen(): boolean {
    return this.#idle !== null;
  }

  /** Fires with where the client is to send to. Fails with `CannotListenError`, and leaves nothing then. */
  open(): Deferred<IHostAddress> {
    const opening = inlineCallbacks(() => this.#open());
    this.#opening = opening;
    return opening.addCallbacks(
      (host) => {
        this.#opening = null;
        this.#stayAwake();
        return host;
      },
      (failure) => {
        this.end();
        return failure as never;
      },
    );
  }

  *#open(): Coroutine<IHostAddress> {
    const toClient = yield* this.#listen(sendable(this.#options.here.host), (data, from) =>
      this.#fromClient(data, from),
    );
    this.#toClient = toClient;
    let failed: unknown;
    for (const everywhere of EVERYWHERE)
      try {
        const port = yield* this.#listen(everywhere, (data, from) => this.#fromOutside(data, from));
        this.#outward.push({ everywhere, port });
      } catch (thrown) {
        // A host may have one family alone.
        if (this.#over || thrown instanceof CancelledError) throw thrown;
        failed = thrown;
      }
    if (this.#outward.length === 0) throw failed;
    return toClient.getHost();
  }

  #listen(
    host: string,
    received: (data: Uint8Array, from: IHostAddress) => void,
  ): Deferred<IUDPTransport> {
    const relay = new Relay(received, () => this.#lost());
    return this.#options.listenUDP(relay, host).addCallback((port) => {
      if (!this.#over) return port;
      close(port);
      throw new CancelledError();
    });
  }

  /** Close everything. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#opening?.cancel();
    this.#idle?.cancel();
    this.#idle = null;
    this.#destinations.end();
    if (this.#toClient !== null) close(this.#toClient);
    for (const { port } of this.#outward) close(port);
    const { out, in: inward, dropped } = this.#relayed;
    log.info("UDP for {client}: {out} datagrams out, {inward} in, {dropped} dropped", {
      client: String(this.#options.client),
      ...{ out, inward, dropped },
    });
  }

  #fromClient(bytes: Uint8Array, from: IHostAddress): void {
    if (this.#over || this.#opening !== null) return;
    const isClient =
      canonicalHost(from.host) === this.#clientHost &&
      (this.#clientPort === null || from.port === this.#clientPort);
    const datagram = isClient ? wholeDatagram(bytes) : null;
    if (datagram === null || datagram.port === 0) {
      this.#drop();
      return;
    }
    this.#clientPort = from.port;
    this.#stayAwake();
    this.#destinations.send(datagram.data, datagram.host, datagram.port);
  }

  #fromOutside(data: Uint8Array, { host, port }: IHostAddress): void {
    if (this.#over || this.#opening !== null) return;
    if (this.#clientPort === null || !this.#destinations.hasReached(host)) {
      this.#drop();
      return;
    }
    this.#stayAwake();
    const from = { host: canonicalHost(host), port };
    try {
      this.#toClient?.write(buildSOCKS5Datagram(from, data), {
        host: sendable(this.#options.client.host),
        port: this.#clientPort,
      });
      this.#relayed.in += 1;
    } catch (thrown) {
      // With its header it is longer than UDP allows.
      if (!(thrown instanceof MessageLengthError)) throw thrown;
      this.#drop();
    }
  }

  #portTo(host: string): IUDPTransport | undefined {
    const everywhere = EVERYWHERE[host.includes(":") ? 1 : 0];
    return this.#outward.find((outward) => outward.everywhere === everywhere)?.port;
  }

  #drop(): void {
    this.#relayed.dropped += 1;
  }

  #stayAwake(): void {
    const { clock, idleSeconds = 600 } = this.#options.rules;
    if (this.#idle !== null) {
      this.#idle.reset(idleSeconds);
      return;
    }
    this.#idle = clock.callLater(idleSeconds, () => {
      this.#idle = null;
      this.#endedBy(new SOCKSAssociationTimedOut(idleSeconds));
    });
  }

  /** One of the ports was closed, and not from here: the reactor stops. */
  #lost(): void {
    this.#endedBy(new ConnectionDone("a UDP port of the association was closed"));
  }

  #endedBy(reason: Error): void {
    if (this.#over) return;
    // While it opens, whoever has called `open` is told.
    const isOpen = this.#opening === null;
    this.end();
    if (isOpen) this.#options.ended(reason);
  }
}

function close(port: IUDPTransport): void {
  port.stopListening().addErrback((failure) => log.failure("a port for UDP", failure));
}

/** As a UDP port takes it: of an address with a zone that is a part. */
function sendable(host: string): string {
  return host.includes("%") ? host : canonicalHost(host);
}

class Relay extends DatagramProtocol {
  readonly #received: (data: Uint8Array, from: IHostAddress) => void;
  readonly #stopped: () => void;

  constructor(received: (data: Uint8Array, from: IHostAddress) => void, stopped: () => void) {
    super();
    this.#received = received;
    this.#stopped = stopped;
  }
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.#received(data, from);
  }
  override stopProtocol(): void {
    this.#stopped();
  }
}
