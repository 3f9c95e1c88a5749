/** UDP on `node:dgram`. */
import * as dgram from "node:dgram";
import { isIP } from "node:net";
import { Deferred } from "../../deferred/index.ts";
import { platformError } from "../errors.ts";
import type { SocketAddress } from "../port.ts";
import type { DatagramSink, DatagramSocket, UDPPlatform } from "../udp-port.ts";

/** What may wait in the process for the host to take it, in bytes; the rest is lost. */
const QUEUE = 1 << 20;

export const udp: UDPPlatform = {
  bind(at, { share }, sink) {
    const family = at.host.includes(":") ? 6 : 4;
    const raw = dgram.createSocket({
      type: family === 6 ? "udp6" : "udp4",
      reuseAddr: share,
      // There are addresses alone to look up; that of Node would take a tick for each datagram.
      lookup: ((host: string, _family: unknown, done: Looked) =>
        done(null, host, family)) as unknown as NonNullable<dgram.SocketOptions["lookup"]>,
    });
    const bound = new Deferred<DatagramSocket>(() => raw.close());
    const failed = (error: Error): void => {
      if (!bound.called) bound.errback(platformError(error));
      raw.close();
    };
    raw.once("error", failed);
    raw.once("listening", () => {
      raw.off("error", failed);
      if (!bound.called) bound.callback(new NodeDatagramSocket(raw, family, sink));
    });
    try {
      raw.bind({ address: at.host, port: at.port, exclusive: true });
    } catch (thrown) {
      failed(thrown as Error);
    }
    return bound;
  },
};

type Looked = (error: null, address: string, family: number) => void;

class NodeDatagramSocket implements DatagramSocket {
  readonly address: SocketAddress;
  readonly #raw: dgram.Socket;
  readonly #family: number;
  readonly #sink: DatagramSink;
  #open = true;
  #connected = false;
  /** Whom was sent to last: only the first datagram to somebody asks what became of it. */
  #lastHost = "";

  constructor(raw: dgram.Socket, family: number, sink: DatagramSink) {
    const { address, port } = raw.address();
    this.address = { host: address, port };
    this.#raw = raw;
    this.#family = family;
    this.#sink = sink;
    raw.on("message", ({ buffer, byteOffset, length }, { address, port }) =>
      sink.datagram(new Uint8Array(buffer as ArrayBuffer, byteOffset, length), address, port),
    );
    raw.on("error", (error) => sink.failed(platformError(error)));
  }

  canReach(host: string): boolean {
    return isIP(host) === this.#family;
  }

  send(data: Uint8Array, { host, port }: SocketAddress): void {
    if (!this.#open) return;
    const raw = this.#raw;
    if (this.#connected) {
      // A refusal of the last datagram is told as an error of the next.
      if (raw.getSendQueueSize() < QUEUE) raw.send(data, this.#sent);
    } else if (host === this.#lastHost) {
      if (raw.getSendQueueSize() < QUEUE) raw.send(data, port, host);
    } else {
      this.#lastHost = host;
      raw.send(data, port, host, this.#sent);
    }
  }

  connect({ host, port }: SocketAddress): void {
    this.#connected = true;
    this.#try(() => this.#raw.connect(port, host));
  }

  joinGroup(group: string, networkInterface: string | undefined): void {
    this.#try(() => this.#raw.addMembership(group, networkInterface));
  }

  leaveGroup(group: string, networkInterface: string | undefined): void {
    this.#try(() => this.#raw.dropMembership(group, networkInterface));
  }

  setTTL(ttl: number): void {
    this.#try(() => this.#raw.setMulticastTTL(ttl));
  }

  setLoopback(enabled: boolean): void {
    this.#try(() => this.#raw.setMulticastLoopback(enabled));
  }

  setOutgoingInterface(address: string): void {
    this.#try(() => this.#raw.setMulticastInterface(address));
  }

  setBroadcast(enabled: boolean): void {
    this.#try(() => this.#raw.setBroadcast(enabled));
  }

  close(): Deferred<void> {
    const closed = new Deferred<void>();
    if (!this.#open) closed.callback(undefined);
    else this.#raw.close(() => closed.callback(undefined));
    this.#open = false;
    return closed;
  }

  #try(act: () => void): void {
    if (!this.#open) return;
    try {
      act();
    } catch (thrown) {
      throw platformError(thrown);
    }
  }

  readonly #sent = (error: Error | null): void => {
    if (error === null || !this.#open) return;
    this.#sink.failed(platformError(error));
  };
}
