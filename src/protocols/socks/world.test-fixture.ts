/** For tests of the server: a client that sends bytes, a proxy, and a target, on a simulated network. */
import assert from "node:assert/strict";
import { fromHex, toHex } from "../../bytes/index.ts";
import { implementer } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  connectProtocol,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "../../endpoints/index.ts";
import { IHalfCloseableProtocol } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { SimulatedReactor } from "../../testing/index.ts";
import { Protocol } from "../protocol.ts";
import { SOCKSServerFactory } from "./server-factory.ts";
import type { SOCKSServerOptions } from "./server-options.ts";

/** Writes down what happens to it; bytes as hex. */
export class Side extends Protocol implements IHalfCloseableProtocol {
  static {
    implementer(IHalfCloseableProtocol)(this);
  }
  heard = "";
  readonly events: string[] = [];
  override dataReceived(data: Uint8Array): void {
    this.heard += toHex(data);
  }
  readConnectionLost(): void {
    this.events.push("read lost");
  }
  writeConnectionLost(): void {
    this.events.push("write lost");
  }
  override connectionLost(reason: Failure): void {
    this.events.push(reason.value.name);
  }
  say(hex: string): void {
    this.transport.write(fromHex(hex));
  }
  /** What it has heard since this was asked last. */
  news(): string {
    const { heard } = this;
    this.heard = "";
    return heard;
  }
}

export interface World {
  readonly network: MemoryNetwork;
  /** On the host `proxy`. */
  readonly proxy: SimulatedReactor;
  readonly target: SimulatedReactor;
  /** The connections of the target's port 80. */
  readonly targets: readonly Side[];
  /** A new connection from the host `client` to the proxy. */
  connect(at?: number): Side;
  /** Time passes. */
  pass(seconds?: number): void;
  /** All is over at the proxy: no connection, no call, no port but its own. */
  assertAtRest(): void;
}

export function world(options: Partial<SOCKSServerOptions> = {}): World {
  const network = new MemoryNetwork({ latency: 0.001 });
  const proxy = reactorOn(network.host("proxy"));
  const target = reactorOn(network.host("target"));
  const client = reactorOn(network.host("client"));
  const targets: Side[] = [];
  new TCPServerEndpoint(target, 80).listen(() => {
    const side = new Side();
    targets.push(side);
    return side;
  });
  const factory = new SOCKSServerFactory({ ...socksThrough(proxy), ...options });
  factory.noisy = false;
  new TCPServerEndpoint(proxy, 1080).listen(factory);
  const pass = (seconds = 0.1): void => network.advance(seconds);
  return {
    network,
    proxy,
    target,
    targets,
    pass,
    connect(at = 1080) {
      const side = new Side();
      connectProtocol(new TCPClientEndpoint(client, "proxy", at), side);
      pass();
      return side;
    },
    assertAtRest() {
      assert.equal(network.connections("proxy"), 0, "connections of the proxy");
      assert.equal(proxy.getDelayedCalls().length, 0, "delayed calls of the proxy");
    },
  };
}

const host = (name: string): string => toHex(Uint8Array.of(name.length)) + toHex(Buffer.from(name));
export const port = (number: number): string => number.toString(16).padStart(4, "0");
/** Requests as hex. */
export const socks5 = (name: string, to: number, command = 1): string =>
  `050${command}0003${host(name)}${port(to)}`;
export const socks4a = (name: string, to: number, user = "", command = 1): string =>
  `040${command}${port(to)}00000001${toHex(Buffer.from(user))}00${toHex(Buffer.from(name))}00`;
/** … and replies, with a name for an address. */
export const replied5 = (code: number, name: string, at: number): string =>
  `05${toHex(Uint8Array.of(code))}0003${host(name)}${port(at)}`;
export const NO_ADDRESS = "0001000000000000";
