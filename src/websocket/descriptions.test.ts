import assert from "node:assert/strict";
import { test } from "node:test";
import { clientFromString, serverFromString } from "../endpoints/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import "./descriptions.ts";
import { Listener } from "./raw-peer.test-fixture.ts";
import { WebSocketClientEndpoint } from "./websocket-client-endpoint.ts";
import { WebSocketServerEndpoint } from "./websocket-server-endpoint.ts";

function world() {
  const network = new MemoryNetwork();
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  return { network, server, client };
}

test("ws: on TCP, and websocket: on whatever it describes", () => {
  for (const [at, to] of [
    ["ws:80:path=/chat:protocols=a,b:backlog=3", "ws:server:80:path=/chat:protocols=b:timeout=3"],
    ["ws:port=80:maxPayload=100", "ws:host=server:port=80"],
    ["websocket:tcp\\:80:path=/x", "websocket:tcp\\:server\\:80:path=/x:pingSeconds=20"],
    ["websocket:memory\\:described", "websocket:memory\\:described:hostHeader=example.org"],
  ]) {
    const { network, server, client } = world();
    const served = new Listener();
    const endpoint = serverFromString(server, at!);
    assert.ok(endpoint instanceof WebSocketServerEndpoint);
    let close = (): void => {};
    endpoint
      .listen(() => served)
      .addCallback((port) => {
        close = () => void port.stopListening();
      });
    const connecting = clientFromString(client, to!);
    assert.ok(connecting instanceof WebSocketClientEndpoint);
    const protocol = new Listener();
    connecting.connect(() => protocol);
    network.advance(1);
    assert.equal(protocol.connected, true, to);
    protocol.transport.write(new Uint8Array([33]));
    network.advance(1);
    assert.equal(served.heard, "!");
    protocol.transport.abortConnection();
    close();
    network.advance(1);
  }
});

test("the URL is of the place, with brackets around IPv6", () => {
  const { client } = world();
  for (const [text, url] of [
    ["ws:a:8080", "ws://a:8080/"],
    ["ws:port=8080:host=a:path=/p?q", "ws://a:8080/p?q"],
    ["ws:\\:\\:1:8080", "ws://[::1]:8080/"],
    ["ws:fe80\\:\\:1%eth0:8080", "ws://[fe80::1]:8080/"],
    ["websocket:memory\\:x", "ws://localhost/"],
    ["websocket:retry\\:tcp\\:a\\:8080", "ws://localhost/"],
    ["websocket:process\\:/bin/relay\\:a b", "ws://localhost/"],
    ["ws:a%b:8080:hostHeader=c.example:path=/p", "ws://c.example/p"],
  ])
    assert.equal(String(clientFromString(client, text!)), url);
});

test("a mistake is shown at its place, be it of WebSockets or of what is below", () => {
  const { server } = world();
  for (const [text, position, message] of [
    ["ws:80:path=chat", 11, /path is "chat", and has to be a path that begins with \//],
    ["ws:80:maxPayload=0", 17, /a whole number from 1/],
    ["ws:80:protocols=a,,b", 16, /names with commas/],
    ["ws:99999", 3, /port is "99999"/],
    ["ws", 2, /: ws needs a port/],
    ["ws:80:pth=/x", 6, /ws takes no "pth"; it takes port, interface, backlog, path/],
    ["wss:443", 7, /: wss needs a privateKey/],
    ["websocket:", 10, /needs the description of an endpoint/],
    ["websocket", 9, /needs the description of an endpoint/],
    ["websocket:tcp:80", 14, /one description, with a backslash/],
  ] as const)
    assert.throws(() => serverFromString(server, text), { message, position });
  assert.throws(() => serverFromString({}, "ws:80"), { name: "NotSupportedError" });
  const { client } = world();
  for (const [text, position, message] of [
    ["ws:a<b:80", 3, /no URL has such a host/],
    ["wss:port=80:host=a/b", 17, /no URL has such a host/],
    ["websocket:tcp\\:a<b\\:80", 15, /no URL has such a host/],
    ["ws:a:80:hostHeader=u@a", 19, /what a URL may have for a host/],
    ["ws:a:80:hostHeader=a/b", 19, /a host, and no path/],
    ["ws:a:80:path=/a#b", 13, /without a #/],
  ] as const)
    assert.throws(() => clientFromString(client, text), { message, position });
});
