import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, text, utf8 } from "../bytes/index.ts";
import { Deferred, type Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  CannotListenError,
  ConnectingCancelledError,
  ConnectionRefusedError,
  type IHostAddress,
  type IMulticastTransport,
  IReactorUDP,
  TimeoutError,
} from "../net/index.ts";
import { type LinkOptions, MemoryNetwork } from "../platform/memory/index.ts";
import { DatagramProtocol, Protocol } from "../protocols/index.ts";
import {
  SOCKSAuthenticationError,
  SOCKSProxyError,
  SOCKSReplyError,
  SOCKSServerFactory,
  type SOCKSServerOptions,
} from "../protocols/socks/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { SOCKSDatagrams, type SOCKSDatagramsOptions } from "./socks-datagrams.ts";
import { socksThrough } from "./socks-through.ts";
import { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

class Shout extends DatagramProtocol {
  heard = 0;
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.heard += 1;
    this.transport.write(utf8(text(data).toUpperCase()), from);
  }
}
class Ear extends DatagramProtocol {
  readonly heard: string[] = [];
  stops = 0;
  override datagramReceived(data: Uint8Array, { host, port }: IHostAddress): void {
    this.heard.push(`${host}:${port} ${text(data)}`);
  }
  override stopProtocol(): void {
    this.stops += 1;
  }
}

function world(
  server: Partial<SOCKSServerOptions> | (() => Protocol) = {},
  options: SOCKSDatagramsOptions = {},
  link: LinkOptions = {},
) {
  const network = new MemoryNetwork({ latency: 0.001, seed: 7 });
  const client = reactorOn(network.host("client"));
  const proxy = reactorOn(network.host("proxy"));
  const shout = new Shout();
  reactorOn(network.host("target")).listenUDP(7, shout);
  const factory =
    typeof server === "function"
      ? server
      : new SOCKSServerFactory({ ...socksThrough(proxy), ...server });
  if (factory instanceof SOCKSServerFactory) factory.noisy = false;
  new TCPServerEndpoint(proxy, 1080).listen(factory);
  const udp = new SOCKSDatagrams(client, new TCPClientEndpoint(client, "proxy", 1080), options);
  network.link("client", "proxy", link);
  const ear = new Ear();
  /** All sockets that a program still has, but the server's own. */
  const left = (): string[] =>
    network
      .netstat()
      .filter(({ owned, state, host }) => owned && state !== "LISTEN" && host !== "target")
      .map(({ protocol, local }) => `${protocol} ${local}`);
  const outcome: { port?: IMulticastTransport; error?: Error } = {};
  const listen = (port = 0, protocol: DatagramProtocol = ear): Deferred<unknown> =>
    udp.listenUDP(port, protocol).addCallbacks(
      (made) => {
        outcome.port = made;
      },
      ({ value }: Failure) => {
        outcome.error = value;
      },
    );
  const assertNothingLeft = (): void => {
    network.advance(1);
    assert.deepEqual(left(), []);
    assert.equal(client.getDelayedCalls().length, 0, "delayed calls of the client");
    assert.equal(proxy.getDelayedCalls().length, 0, "delayed calls of the proxy");
  };
  return { network, client, proxy, udp, ear, shout, left, listen, outcome, assertNothingLeft };
}

const TO = { host: "target", port: 7 };

test("it is what has UDP: datagrams go through the proxy, and come back", async () => {
  const { network, udp, ear, listen, outcome, left, assertNothingLeft } = world();
  assert.ok(IReactorUDP.providedBy(udp));
  assert.equal(String(udp), "UDP through SOCKS at proxy:1080");
  listen();
  network.advance(1);
  assert.equal(ear.transport, outcome.port);
  ear.transport.write(utf8("hello"), TO);
  network.advance(1);
  assert.deepEqual(ear.heard, ["target:7 HELLO"]);
  assert.equal(left().length, 6);
  let stopped = false;
  ear.transport.stopListening().addCallback(() => {
    stopped = true;
  });
  network.advance(1);
  assert.deepEqual([stopped, ear.stops], [true, 1]);
  assertNothingLeft();
});

test("what startProtocol writes goes the same way, and closing there leaves nothing", () => {
  class Eager extends Ear {
    override startProtocol(): void {
      this.transport.connect("target", 7);
      this.transport.write(utf8("first"));
    }
  }
  class Shy extends Ear {
    override startProtocol(): void {
      this.transport.stopListening();
    }
  }
  const { network, listen, assertNothingLeft, outcome } = world();
  const [eager, shy] = [new Eager(), new Shy()];
  listen(0, eager);
  network.advance(1);
  assert.deepEqual(eager.heard, ["target:7 FIRST"]);
  outcome.port!.stopListening();
  listen(0, shy);
  network.advance(1);
  assert.equal(shy.stops, 1);
  assertNothingLeft();
});

test("with loss, duplicates and reordering: each answer belongs to a question, and the association lives", () => {
  const { network, ear, listen, outcome, assertNothingLeft } = world(
    {},
    {},
    { loss: 0.2, duplicate: 0.2, jitter: 0.05 },
  );
  listen();
  network.advance(10);
  for (let i = 0; i < 200; i++) {
    ear.transport.write(utf8(`q${i}`), TO);
    network.advance(0.01);
  }
  network.advance(5);
  const answers = new Set(ear.heard);
  assert.ok(answers.size > 100 && answers.size < 200, `${answers.size} of 200`);
  assert.ok(ear.heard.length > answers.size, "duplicates come twice, as UDP has it");
  assert.ok([...answers].every((heard) => /^target:7 Q\d+$/.test(heard)));
  network.link("client", "proxy", {});
  ear.transport.write(utf8("last"), TO);
  network.advance(1);
  assert.equal(ear.heard.at(-1), "target:7 LAST");
  outcome.port!.stopListening();
  network.advance(60);
  assertNothingLeft();
});

test("the proxy crashes: its host says so, the port is closed, and the protocol is stopped, once", async () => {
  const { network, ear, listen, left } = world();
  listen();
  network.advance(1);
  network.crash("proxy");
  network.restart("proxy");
  const events = await capturedLogs(() => {
    ear.transport.write(utf8("hello?"), TO);
    network.advance(60);
  });
  assert.deepEqual([ear.stops, ear.heard], [1, []]);
  assert.ok(events.length <= 1);
  assert.deepEqual(left(), []);
});

test("the proxy ends the association: the port goes, and it is logged why", async () => {
  const { network, ear, listen, assertNothingLeft } = world({ idleSeconds: 5 });
  listen();
  network.advance(1);
  const events = await capturedLogs(() => network.advance(10));
  assert.equal(ear.stops, 1);
  assert.ok(
    events.some(({ log_format }) => /relays no more datagrams/.test(String(log_format))),
    JSON.stringify(events.map(({ log_format }) => log_format)),
  );
  ear.transport.write(utf8("x"), TO);
  assertNothingLeft();
});

test("cancelled at any time: ConnectingCancelledError, and nothing is left", () => {
  const whole = world();
  whole.listen();
  let steps = 0;
  while (whole.outcome.port === undefined && whole.network.step(1)) steps += 1;
  assert.ok(steps > 10, `${steps} steps`);
  for (let after = 0; after < steps; after++) {
    const { network, ear, listen, outcome, assertNothingLeft } = world();
    const listening = listen();
    for (let i = 0; i < after; i++) network.step(1);
    assert.equal(outcome.port, undefined, `after ${after} steps`);
    listening.cancel();
    assert.ok(
      outcome.error instanceof ConnectingCancelledError,
      `after ${after}: ${outcome.error}`,
    );
    network.advance(30);
    assertNothingLeft();
    assert.equal(ear.stops, 0);
  }
});

test("a signal cancels as well", () => {
  const { udp, ear, network, assertNothingLeft } = world();
  const controller = new AbortController();
  let failed = false;
  udp.listenUDP(0, ear, { signal: controller.signal }).addErrback(() => {
    failed = true;
  });
  network.advance(0.002);
  controller.abort();
  assert.equal(failed, true);
  assertNothingLeft();
});

test("refused: authentication, code 7, a proxy that does not answer or is not there", () => {
  for (const [server, options, expected] of [
    [{ authenticate: () => true }, {}, SOCKSAuthenticationError],
    [{ authenticate: () => false }, { username: "a", password: "b" }, SOCKSAuthenticationError],
    [{ listenUDP: undefined }, {}, SOCKSReplyError],
    [() => new Protocol(), { seconds: 5 }, TimeoutError],
  ] as const) {
    const { network, client, left, listen, outcome } = world(server, options);
    listen();
    network.advance(10);
    assert.ok(outcome.error instanceof expected, String(outcome.error));
    assert.equal(client.getDelayedCalls().length, 0);
    network.advance(60);
    assert.ok(left().every((socket) => !socket.includes("client")));
  }
  const { network, client } = world();
  const nobody = new SOCKSDatagrams(client, new TCPClientEndpoint(client, "proxy", 1081));
  let error: unknown;
  nobody.listenUDP(0, new Ear()).addErrback(({ value }) => {
    error = value;
  });
  network.advance(5);
  assert.ok(error instanceof ConnectionRefusedError, String(error));
});

test("what the error of a refusal says", () => {
  const { network, listen, outcome } = world({ listenUDP: undefined });
  listen();
  network.advance(1);
  assert.equal(
    outcome.error?.message,
    "the SOCKS proxy did not relay UDP: it does not know the command (7)",
  );
});

test("with a username and a password", () => {
  const { network, ear, listen } = world(
    { authenticate: ({ username, password }) => username === "a" && password === "b" },
    { username: "a", password: "b" },
  );
  listen();
  network.advance(1);
  ear.transport.write(utf8("x"), TO);
  network.advance(1);
  assert.deepEqual(ear.heard, ["target:7 X"]);
});

/** A proxy that says what it is told to, and hears what else comes. */
const saying =
  (reply: string, then: (proxy: Protocol) => void = () => {}) =>
  (): Protocol =>
    new (class extends Protocol {
      #times = 0;
      override dataReceived(): void {
        this.#times += 1;
        this.transport.write(fromHex(this.#times === 1 ? "0500" : reply));
        if (this.#times > 1) then(this);
      }
    })();

test("a relay at 0.0.0.0 is at the proxy's own address; one at port 0, or at no address, is none", () => {
  const somewhere = world(saying("050000010000000007d0"));
  const relay = new Shout();
  somewhere.proxy.listenUDP(2000, relay);
  somewhere.listen();
  somewhere.network.advance(1);
  somewhere.ear.transport.write(utf8("x"), TO);
  somewhere.network.advance(1);
  assert.equal(relay.heard, 1);
  for (const reply of ["05000001000000000000", "0500000307" + "6e6f7768657265" + "07d0"]) {
    const { network, ear, listen, outcome, left } = world(saying(reply));
    listen();
    network.advance(1);
    assert.ok(outcome.error instanceof SOCKSProxyError, String(outcome.error));
    assert.equal(ear.stops, 0);
    network.advance(60);
    assert.deepEqual(
      left().filter((socket) => socket.includes("client")),
      [],
    );
  }
});

test("the port of this host is taken: CannotListenError, and the association is ended", () => {
  const { network, client, listen, outcome, left } = world();
  client.listenUDP(5000, new DatagramProtocol());
  listen(5000);
  network.advance(1);
  assert.ok(outcome.error instanceof CannotListenError, String(outcome.error));
  network.advance(5);
  assert.equal(left().length, 1);
});

test("the proxy ends it while the port is being opened", () => {
  for (const cancels of [true, false]) {
    const { network, client, outcome } = world(
      saying("050000010000000007d0", ({ transport }) => transport.loseConnection()),
    );
    const opening = new Deferred<IMulticastTransport>(() => {
      if (!cancels) opening.errback(new CannotListenError("x", "closed"));
    });
    const slow = {
      callLater: client.callLater.bind(client),
      seconds: client.seconds.bind(client),
      getDelayedCalls: client.getDelayedCalls.bind(client),
      listenUDP: () => opening,
    };
    new SOCKSDatagrams(slow as never, new TCPClientEndpoint(client, "proxy", 1080))
      .listenUDP(0, new Ear())
      .addErrback(({ value }) => {
        outcome.error = value;
      });
    network.advance(5);
    assert.ok(opening.called);
    assert.ok(
      outcome.error instanceof (cancels ? SOCKSProxyError : CannotListenError),
      String(outcome.error),
    );
  }
});
