import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { verifyObject } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import {
  CertificateOptions,
  ConnectingCancelledError,
  ConnectionRefusedError,
  IStreamClientEndpoint,
  ITLSTransport,
  NoRouteError,
  optionsForClientTLS,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { nodeTLS } from "../platform/node/index.ts";
import { Protocol } from "../protocols/index.ts";
import {
  SOCKSAuthenticationError,
  SOCKSMessageError,
  SOCKSReplyError,
  SOCKSServerFactory,
  type SOCKSServerOptions,
} from "../protocols/socks/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { testCertificates } from "../testing/index.ts";
import { SOCKSClientEndpoint, type SOCKSClientEndpointOptions } from "./socks-client-endpoint.ts";
import { socksThrough } from "./socks-through.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** Says hello at once, and then what it hears in capitals. */
class Greeter extends Protocol {
  override connectionMade(): void {
    this.transport.write(utf8("hello "));
  }
  override dataReceived(data: Uint8Array): void {
    this.transport.write(utf8(text(data).toUpperCase()));
  }
}

class Asker extends Protocol {
  heard = "";
  override connectionMade(): void {
    this.transport.write(utf8("question"));
  }
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
}

/** client → proxy → inner proxy or target. */
function world(options: Partial<SOCKSServerOptions> = {}) {
  const network = new MemoryNetwork({ latency: 0.001 });
  const client = reactorOn(network.host("client"));
  const target = reactorOn(network.host("10.0.0.3"));
  network.setName("target", ["10.0.0.3"]);
  new TCPServerEndpoint(target, 80).listen(Greeter);
  const serve = (host: string, some: Partial<SOCKSServerOptions>): void => {
    const factory = new SOCKSServerFactory({
      ...socksThrough(reactorOn(network.host(host))),
      allow: () => true,
      ...some,
    });
    factory.noisy = false;
    new TCPServerEndpoint(reactorOn(network.host(host)), 1080).listen(factory);
  };
  serve("proxy", options);
  const endpoint = (
    host: string,
    port = 80,
    some: Partial<SOCKSClientEndpointOptions> = {},
  ): SOCKSClientEndpoint =>
    new SOCKSClientEndpoint(new TCPClientEndpoint(client, "proxy", 1080), host, port, {
      clock: client,
      ...some,
    });
  const assertAtRest = (): void => {
    for (const host of ["client", "proxy"]) assert.equal(network.connections(host), 0, host);
    assert.equal(client.getDelayedCalls().length, 0);
  };
  return { network, client, serve, endpoint, assertAtRest };
}

function outcomeOf(deferred: Deferred<unknown>): unknown[] {
  const outcome: unknown[] = [];
  deferred.addCallbacks(
    (value) => outcome.push(value),
    (failure) => outcome.push(failure.value),
  );
  return outcome;
}

for (const [version, host] of [
  [5, "target"],
  [5, "10.0.0.3"],
  ["4a", "target"],
  ["4a", "10.0.0.3"],
  [4, "10.0.0.3"],
] as const)
  test(`version ${version} to ${host}: as if there were no proxy`, () => {
    const { network, endpoint, assertAtRest } = world();
    const to = endpoint(host, 80, { version });
    verifyObject(IStreamClientEndpoint, to);
    const outcome = outcomeOf(to.connect(Asker));
    network.advance(1);
    const asker = outcome[0] as Asker;
    assert.equal(asker.heard, "hello QUESTION");
    assert.equal(String(asker.transport.getPeer()), "proxy:1080");
    asker.transport.loseConnection();
    network.advance(1);
    assertAtRest();
  });

test("a name is looked up by the proxy, and by nobody here", () => {
  const { network, client, endpoint } = world();
  const asked: string[] = [];
  const own = client.installNameResolver({
    resolveHostName(receiver, name, options) {
      asked.push(name);
      return own.resolveHostName(receiver, name, options);
    },
  });
  const outcome = outcomeOf(endpoint("target").connect(Asker));
  network.advance(1);
  assert.ok(outcome[0] instanceof Asker);
  assert.deepEqual(asked, ["proxy"]);
});

test("username and password", () => {
  const { network, endpoint } = world({
    authenticate: ({ username, password }) => username === "ü" && password === "pw",
  });
  const right = outcomeOf(endpoint("target", 80, { username: "ü", password: "pw" }).connect(Asker));
  const wrong = outcomeOf(endpoint("target", 80, { username: "ü", password: "px" }).connect(Asker));
  const none = outcomeOf(endpoint("target").connect(Asker));
  network.advance(1);
  assert.ok(right[0] instanceof Asker);
  assert.ok(wrong[0] instanceof SOCKSAuthenticationError);
  assert.ok(none[0] instanceof SOCKSAuthenticationError);
});

test("what the proxy could not do fails as it would have here", () => {
  const { network, endpoint, assertAtRest } = world({ allow: ({ host }) => host !== "10.9.9.9" });
  for (const [host, port, error] of [
    ["target", 81, ConnectionRefusedError],
    ["nowhere", 80, NoRouteError],
    ["10.9.9.9", 80, SOCKSReplyError],
  ] as const) {
    const outcome = outcomeOf(endpoint(host, port).connect(Asker));
    const four = outcomeOf(endpoint(host, port, { version: "4a" }).connect(Asker));
    network.advance(1);
    assert.ok(outcome[0] instanceof error, String(outcome[0]));
    assert.ok(four[0] instanceof SOCKSReplyError, String(four[0]));
  }
  network.advance(1);
  assertAtRest();
});

test("what cannot be sent is not begun", () => {
  const { network, endpoint, assertAtRest } = world();
  for (const [host, options] of [
    ["target", { version: 4 as const }],
    ["tar get", {}],
    ["x".repeat(256), {}],
    ["target", { username: "u", password: "" }],
  ] as const) {
    const outcome = outcomeOf(endpoint(host, 80, options).connect(Asker));
    assert.ok(outcome[0] instanceof SOCKSMessageError, String(outcome[0]));
  }
  network.advance(1);
  assertAtRest();
});

test("a signal: aborted before, while it connects, and afterwards", () => {
  const { network, endpoint, assertAtRest } = world();
  const early = outcomeOf(endpoint("target").connect(Asker, { signal: AbortSignal.abort() }));
  assert.ok(early[0] instanceof ConnectingCancelledError);
  const abort = new AbortController();
  const midway = outcomeOf(endpoint("target").connect(Asker, { signal: abort.signal }));
  network.advance(0.004);
  abort.abort();
  assert.ok(midway[0] instanceof ConnectingCancelledError);
  network.advance(1);
  assertAtRest();
  const late = new AbortController();
  const connected = outcomeOf(endpoint("target").connect(Asker, { signal: late.signal }));
  network.advance(1);
  late.abort();
  network.advance(1);
  assert.equal((connected[0] as Asker).heard, "hello QUESTION");
});

test("a proxy through a proxy: either's reply is the client's", () => {
  const { network, client, serve } = world();
  const inner = (host: string, port: number): SOCKSClientEndpoint =>
    new SOCKSClientEndpoint(
      new TCPClientEndpoint(reactorOn(network.host("outer")), "proxy", 1080),
      host,
      port,
      { clock: client },
    );
  serve("outer", { connect: inner, resolver: undefined });
  const outer = new TCPClientEndpoint(client, "outer", 1080);
  const through = (port: number): unknown[] =>
    outcomeOf(new SOCKSClientEndpoint(outer, "target", port, { clock: client }).connect(Asker));
  const right = through(80);
  const refused = through(81);
  network.advance(1);
  assert.equal((right[0] as Asker).heard, "hello QUESTION");
  assert.ok(refused[0] instanceof ConnectionRefusedError);
});

test("as a text it says where to, and how", () => {
  assert.equal(String(world().endpoint("target")), "target:80 through SOCKS");
});

test("X26: TLS with the host, begun when it is connected, over a proxy that knows nothing of it", () => {
  const { network } = world();
  const tls = nodeTLS();
  const secure = reactorOn({ ...network.host("10.0.0.4"), tls });
  class Secured extends Greeter {
    override connectionMade(): void {
      ITLSTransport(this.transport).startTLS(new CertificateOptions(testCertificates.server));
    }
  }
  new TCPServerEndpoint(secure, 443).listen(Secured);
  class SecureAsker extends Asker {
    override connectionMade(): void {
      const trustRoot = testCertificates.authority;
      ITLSTransport(this.transport).startTLS(optionsForClientTLS("localhost", { trustRoot }));
      super.connectionMade();
    }
  }
  const client = reactorOn({ ...network.host("client"), tls });
  const toProxy = new TCPClientEndpoint(client, "proxy", 1080);
  const through = new SOCKSClientEndpoint(toProxy, "10.0.0.4", 443, { clock: client });
  const outcome = outcomeOf(through.connect(SecureAsker));
  network.advance(1);
  assert.equal((outcome[0] as SecureAsker).heard, "QUESTION");
});
