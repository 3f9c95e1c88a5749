import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoProvides, implementer, verifyObject } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import { TCPClientEndpoint, TCPServerEndpoint } from "../../endpoints/index.ts";
import {
  hostAddress,
  IHalfCloseableProtocol,
  type IProtocol,
  IProtocolNegotiationFactory,
  IStreamClientEndpoint,
} from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Factory } from "../factory.ts";
import { Protocol } from "../protocol.ts";
import {
  HAProxyClientEndpoint,
  type ProxyHeaderOptions,
  proxyClientEndpoint,
} from "./client-endpoint.ts";

class Heard extends Protocol {
  text = "";
  override dataReceived(data: Uint8Array): void {
    this.text += String.fromCharCode(...data);
  }
}

function world(options?: ProxyHeaderOptions) {
  const network = new MemoryNetwork();
  const server = new Heard();
  network.address("client", ["10.0.0.1"]);
  network.address("server", ["10.0.0.2"]);
  new TCPServerEndpoint(reactorOn(network.host("server")), 80).listen(() => server);
  const inside = new TCPClientEndpoint(reactorOn(network.host("client")), "10.0.0.2", 80);
  return { network, server, endpoint: proxyClientEndpoint(inside, options) };
}

const source = hostAddress("TCP", "1.2.3.4", 5);
const destination = hostAddress("TCP", "6.7.8.9", 10);

test("E1: the header goes first, and it fires with the user's own protocol, which has the transport itself", () => {
  const { network, server, endpoint } = world({ version: "v1", source, destination });
  verifyObject(IStreamClientEndpoint, endpoint);
  assert.equal(String(endpoint), "10.0.0.2:80 (PROXY)");
  class Half extends Protocol implements IHalfCloseableProtocol {
    static {
      implementer(IHalfCloseableProtocol)(this);
    }
    ends: string[] = [];
    override connectionMade(): void {
      this.transport.write(new TextEncoder().encode("hello"));
    }
    readConnectionLost(): void {
      this.ends.push("read lost");
      this.transport.loseConnection();
    }
    writeConnectionLost(): void {}
    override connectionLost(reason: Failure): void {
      this.ends.push(reason.value.name);
    }
  }
  const half = new Half();
  let fired: IProtocol | null = null;
  endpoint
    .connect(() => half)
    .addCallback((protocol) => {
      fired = protocol;
    });
  network.advance(1);
  assert.equal(fired, half);
  assert.equal(server.text, "PROXY TCP4 1.2.3.4 6.7.8.9 5 10\r\nhello");
  server.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(half.ends, ["read lost", "ConnectionDone"]);
});

test("version 2, with what else is to be said, is the usual one", () => {
  const tlvs = [{ type: 0xe0, value: Uint8Array.of(0x78) }];
  const { network, server, endpoint } = world({ source, destination, tlvs });
  endpoint.connect(Protocol);
  network.advance(1);
  const said = "\x21\x11\0\x10\x01\x02\x03\x04\x06\x07\x08\x09\0\x05\0\x0a\xe0\0\x01x";
  assert.equal(server.text.slice(12), said);
});

test("without a source it is the program itself", () => {
  const own = world({ version: "v1" });
  own.endpoint.connect(Protocol);
  own.network.advance(1);
  assert.match(own.server.text, /^PROXY TCP4 10\.0\.0\.1 10\.0\.0\.2 \d+ 80\r\n$/);
  const local = world();
  local.endpoint.connect(Protocol);
  local.network.advance(1);
  assert.equal(local.server.text.slice(12), "\x20\0\0\0");
  const half = world({ version: "v1", source });
  half.endpoint.connect(Protocol);
  half.network.advance(1);
  assert.equal(half.server.text, "PROXY UNKNOWN\r\n");
});

test("X14: a factory that refuses, and one that gives nothing, are told as everywhere", () => {
  const outcomes: string[] = [];
  for (const build of [() => null, () => undefined]) {
    const { network, endpoint } = world();
    endpoint.connect(build as never).addErrback(({ value }) => void outcomes.push(value.name));
    network.advance(1);
  }
  assert.deepEqual(outcomes, ["NoProtocol", "NotAProtocolError"]);
});

test("X19: the factory is started and stopped, and what it offers by ALPN is asked for", () => {
  const calls: string[] = [];
  class Noted extends Factory<Protocol> {
    override noisy = false;
    override protocol: typeof Protocol = Protocol;
    override startFactory(): void {
      calls.push("start");
    }
    override stopFactory(): void {
      calls.push("stop");
    }
    acceptableProtocols(): string[] {
      return ["chat/1"];
    }
  }
  const noted = alsoProvides(new Noted(), IProtocolNegotiationFactory);
  const offered: unknown[] = [];
  const { network, endpoint } = world();
  endpoint.connect(noted).addCallback(({ transport }) => transport.loseConnection());
  network.advance(1);
  assert.deepEqual(calls, ["start", "stop"]);
  const watching: IStreamClientEndpoint = {
    connect: (factory) => {
      offered.push(
        IProtocolNegotiationFactory.providedBy(factory) && factory.acceptableProtocols(),
      );
      return endpoint.connect(factory);
    },
  };
  new HAProxyClientEndpoint(watching).connect(noted).addErrback(() => {});
  new HAProxyClientEndpoint(watching).connect(Protocol).addErrback(() => {});
  network.advance(1);
  assert.deepEqual(offered, [["chat/1"], false]);
});
