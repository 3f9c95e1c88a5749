/** A world with a WebSocket server, and peers that say whatever a test has them say. */

import type { Failure } from "../deferred/index.ts";
import { TCPServerEndpoint } from "../endpoints/index.ts";
import type { IListeningPort } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { type ReactorOn, reactorOn } from "../reactor/index.ts";
import {
  WebSocketServerEndpoint,
  type WebSocketServerOptions,
} from "./websocket-server-endpoint.ts";

/** Keeps what it hears. */
export class Listener extends Protocol {
  heard = "";
  reason: Error | null = null;
  override dataReceived(data: Uint8Array): void {
    for (const byte of data) this.heard += String.fromCharCode(byte);
  }
  override connectionLost({ value }: Failure): void {
    this.reason = value;
  }
}

export class RawPeer extends Listener {
  say(...parts: (string | readonly number[])[]): void {
    for (const part of parts)
      this.transport.write(
        typeof part === "string"
          ? Uint8Array.from(part, (c) => c.charCodeAt(0))
          : Uint8Array.from(part),
      );
  }
  /** Of the answer, and what came behind its head. */
  get status(): number {
    return Number(this.heard.split(" ")[1] ?? 0);
  }
  get frames(): number[] {
    const end = this.heard.indexOf("\r\n\r\n");
    return Array.from(this.heard.slice(end < 0 ? this.heard.length : end + 4), (c) =>
      c.charCodeAt(0),
    );
  }
}

export const REQUEST: readonly string[] = [
  "GET /chat?x=1 HTTP/1.1",
  "Host: server",
  "Connection: keep-alive, Upgrade",
  "Upgrade: WebSocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

export function requestOf(lines: readonly string[] = REQUEST): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A frame of a client, with a mask of zeros. */
export function frame(opcode: number, payload: readonly number[], first = 0x80): number[] {
  return [first | opcode, 0x80 | payload.length, 0, 0, 0, 0, ...payload];
}

type Host = ReturnType<MemoryNetwork["host"]>;

export class World {
  readonly network: MemoryNetwork = new MemoryNetwork();
  readonly served: Listener[] = [];
  readonly server: ReactorOn<Host> = reactorOn(this.network.host("server"));
  readonly client: ReactorOn<Host> = reactorOn(this.network.host("client"));
  port: IListeningPort | null = null;

  constructor(
    options: WebSocketServerOptions = {},
    build: () => Listener | null = () => new Listener(),
  ) {
    const endpoint = new TCPServerEndpoint(this.server, 80);
    new WebSocketServerEndpoint(this.server, endpoint, options)
      .listen(() => {
        const protocol = build();
        if (protocol !== null) this.served.push(protocol);
        return protocol;
      })
      .addCallback((port) => {
        this.port = port;
      });
  }

  /** Let time pass, on the network and of the loop in which `ws` finds mistakes. */
  async pass(seconds = 0.1): Promise<void> {
    this.network.advance(seconds);
    await new Promise((done) => setImmediate(done));
    this.network.advance(0.05);
  }

  async peer(...says: (string | readonly number[])[]): Promise<RawPeer> {
    const peer = new RawPeer();
    this.client.connectTCP("server", 80, {
      doStart() {},
      doStop() {},
      startedConnecting() {},
      clientConnectionFailed() {},
      clientConnectionLost() {},
      buildProtocol: () => peer,
    });
    this.network.advance(0.05);
    peer.say(...says);
    await this.pass();
    return peer;
  }
}
