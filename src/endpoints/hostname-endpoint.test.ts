import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import {
  ConnectingCancelledError,
  ConnectionRefusedError,
  DNSLookupError,
  hostAddress,
  IPv4Address,
  IStreamClientEndpoint,
  TimeoutError,
} from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { trackResources } from "../resources/index.ts";
import { HostnameEndpoint } from "./hostname-endpoint.ts";
import { outcomes, peerOf, type Step, V4, V6, world } from "./hostname-world.test-fixture.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

test("RFC 8305, 5: one attempt is started first, followed by the others, one at a time, 250 ms apart; families take turns", () => {
  const { network, endpoint, attempts, asked } = world(
    [...V6, ...V4].map((address): Step => [0, address]).concat([[0, "end"]]),
    { silent: [...V6, ...V4] },
  );
  const seen = outcomes(endpoint().connect(Protocol));
  verifyObject(IStreamClientEndpoint, endpoint());
  network.advance(29);
  assert.deepEqual(attempts, [
    "0 fd00::1",
    "250 10.0.0.1",
    "500 fd00::2",
    "750 10.0.0.2",
    "1000 fd00::3",
    "1250 10.0.0.3",
  ]);
  assert.equal(asked.length, 1);
  assert.equal(asked[0]!.portNumber, 80);
  assert.equal(seen.length, 0);
  network.advance(2);
  const [error] = seen;
  assert.ok(error instanceof TimeoutError);
  assert.match(error.message, /server\.example:80: no answer in 30 s/);
  assert.equal(network.connections("me"), 0);
});

test("RFC 8305, 4: where one family has more addresses its rest comes last, in the resolver's order", () => {
  const { network, endpoint, attempts } = world(
    [
      [0, "10.0.0.1"],
      [0, "10.0.0.2"],
      [0, "10.0.0.3"],
      [0, "fd00::1"],
      [0, "10.0.0.1"],
      [0, "end"],
    ],
    { silent: [...V6, ...V4] },
  );
  outcomes(endpoint({ attemptDelay: 0.1 }).connect(Protocol));
  network.advance(31);
  assert.deepEqual(
    attempts.map((text) => text.split(" ")[1]),
    ["fd00::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"],
  );
});

test("RFC 8305, 3: if the AAAA answer is first, the attempt begins at once; what comes later joins in", () => {
  const { network, endpoint, attempts } = world(
    [
      [0.1, "fd00::1"],
      [0.15, "10.0.0.1"],
      [2, "10.0.0.2"],
      [2, "end"],
    ],
    { silent: [...V6, ...V4] },
  );
  outcomes(endpoint().connect(Protocol));
  network.advance(31);
  assert.deepEqual(attempts, ["100 fd00::1", "350 10.0.0.1", "2000 10.0.0.2"]);
});

test("RFC 8305, 3: if the A answer is first, it waits the Resolution Delay, 50 ms, for AAAA", () => {
  const later = world(
    [
      [0.1, "10.0.0.1"],
      [0.2, "fd00::1"],
      [0.2, "end"],
    ],
    { silent: [...V6, ...V4] },
  );
  outcomes(later.endpoint().connect(Protocol));
  later.network.advance(31);
  assert.deepEqual(later.attempts, ["150 10.0.0.1", "400 fd00::1"]);
  const inTime = world(
    [
      [0.1, "10.0.0.1"],
      [0.14, "fd00::1"],
      [0.2, "end"],
    ],
    { silent: [...V6, ...V4] },
  );
  outcomes(inTime.endpoint().connect(Protocol));
  inTime.network.advance(31);
  assert.deepEqual(inTime.attempts, ["140 fd00::1", "390 10.0.0.1"]);
  const none = world(
    [
      [0.1, "10.0.0.1"],
      [0.11, "end"],
    ],
    { open: V4 },
  );
  const seen = outcomes(none.endpoint().connect(Protocol));
  none.network.advance(1);
  assert.deepEqual(none.attempts, ["110 10.0.0.1"], "none will come: no need to wait");
  assert.equal(peerOf(seen[0]), "10.0.0.1:80");
  const asked = world([[0.1, "10.0.0.1"]], { open: V4 });
  outcomes(asked.endpoint({ addressTypes: [IPv4Address] }).connect(Protocol));
  asked.network.advance(1);
  assert.deepEqual(asked.attempts, ["100 10.0.0.1"], "none were asked for");
});

test("E3: a failure starts the next attempt at once, and the 250 ms begin anew", () => {
  const { network, endpoint, attempts, accepted } = world(
    [...V6, ...V4].map((address): Step => [0, address]).concat([[0, "end"]]),
    { open: ["10.0.0.2"], silent: ["fd00::2"] },
  );
  const seen = outcomes(endpoint().connect(Protocol));
  network.advance(1);
  const latency = 2; // Milliseconds, to be told of a refusal and back.
  assert.deepEqual(
    attempts.map((text) => text.split(" ")[1]),
    ["fd00::1", "10.0.0.1", "fd00::2", "10.0.0.2"],
  );
  const times = attempts.map((text) => Number(text.split(" ")[0]));
  assert.ok(times[2]! <= 2 * latency + 2, String(times));
  assert.equal(times[3]! - times[2]!, 250);
  assert.equal(peerOf(seen[0]), "10.0.0.2:80");
  assert.equal(accepted.length, 1);
  assert.equal(network.connections("me"), 1, "the one that did not answer is cancelled");
});

test("E2: the failure is the last one, with all of them as its cause", () => {
  const { network, endpoint } = world(
    [
      [0, "fd00::1"],
      [0, "10.0.0.1"],
      [0, "end"],
    ],
    {},
  );
  const seen = outcomes(endpoint().connect(Protocol));
  network.advance(1);
  const [error] = seen;
  assert.ok(error instanceof ConnectionRefusedError);
  assert.match(error.message, /server\.example:80 after 1 other attempt: .*10\.0\.0\.1:80/);
  assert.ok(error.cause instanceof AggregateError);
  assert.deepEqual(
    error.cause.errors.map(({ message }: Error) => message.match(/to (\S+):80/)?.[1]),
    ["fd00::1", "10.0.0.1"],
  );
  assert.equal(network.connections("me"), 0);
});

test("E2: no address, a resolver that throws, and what is no name, are DNSLookupErrors", () => {
  for (const script of [
    [[0, "end"]],
    [[0.5, "end"]],
    [[0, "throw"]],
  ] as readonly (readonly Step[])[]) {
    const { network, endpoint, attempts } = world(script, {});
    const seen = outcomes(endpoint().connect(Protocol));
    network.advance(1);
    assert.ok(seen[0] instanceof DNSLookupError, String(seen[0]));
    assert.match(seen[0].message, /server\.example/);
    assert.deepEqual(attempts, []);
  }
  const { network, reactor, asked } = world([], {});
  const bad = [
    "",
    "a b",
    "a/b",
    "a:b",
    "x..y",
    ".x",
    "u@h",
    "[::1]",
    "%00",
    "a\n",
    "a".repeat(64),
    `${"a.".repeat(127)}b`,
  ];
  for (const name of bad) {
    const seen = outcomes(new HostnameEndpoint(reactor, name, 80).connect(Protocol));
    assert.ok(seen[0] instanceof DNSLookupError, name);
    assert.match(seen[0].message, /is no name of a host/);
  }
  assert.deepEqual(asked, []);
  for (const good of [
    "a",
    "a.",
    "xn--bcher-kva.example",
    "bücher.example",
    "_service.a-b.c",
    "1.2.3",
  ])
    outcomes(new HostnameEndpoint(reactor, good, 80).connect(Protocol));
  assert.equal(asked.length, 6);
  network.advance(31);
});

test("an address is not looked up, and has to be of a family that was asked for", () => {
  const { network, reactor, asked } = world([], { open: ["fd00::1", "10.0.0.1"] });
  const v6 = outcomes(new HostnameEndpoint(reactor, "fd00::1", 80).connect(Protocol));
  const v4 = outcomes(new HostnameEndpoint(reactor, "10.0.0.1", 80).connect(Protocol));
  const wrong = outcomes(
    new HostnameEndpoint(reactor, "fd00::1", 80, { addressTypes: [IPv4Address] }).connect(Protocol),
  );
  network.advance(1);
  assert.equal(peerOf(v6[0]), "[fd00::1]:80");
  assert.equal(peerOf(v4[0]), "10.0.0.1:80");
  assert.ok(wrong[0] instanceof DNSLookupError);
  assert.deepEqual(asked, []);
});

test("from a local address only addresses of its family are asked for", () => {
  const { network, endpoint, asked, attempts } = world(
    [
      [0, "fd00::1"],
      [0, "10.0.0.1"],
      [0, "end"],
    ],
    { open: V4 },
  );
  outcomes(endpoint({ bindAddress: { host: "10.0.0.99" } }).connect(Protocol));
  network.advance(1);
  assert.deepEqual(asked[0]!.addressTypes, [IPv4Address]);
  assert.deepEqual(attempts.at(-1)?.split(" ")[1], "10.0.0.1");
});

test("two that connect in the same instant: one protocol is built, the other connection is closed", () => {
  const { network, reactor, accepted } = world([], { open: ["fd00::1", "10.0.0.1"] });
  // Both answers are under way when the first arrives.
  network.link("me", "fd00--1", { latency: 0.3 });
  network.link("me", "10.0.0.1", { latency: 0.175 });
  let built = 0;
  const both = new HostnameEndpoint(reactor, "both", 80);
  reactor.installNameResolver({
    resolveHostName: (receiver, name) => {
      const resolution = { name, cancel() {} };
      receiver.resolutionBegan(resolution);
      for (const host of ["fd00::1", "10.0.0.1"])
        receiver.addressResolved(hostAddress("TCP", host, 80));
      receiver.resolutionComplete();
      return resolution;
    },
  });
  const seen = outcomes(
    both.connect(() => {
      built += 1;
      return new Protocol();
    }),
  );
  network.advance(5);
  assert.equal(built, 1);
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof Protocol);
  assert.equal(network.connections("me"), 1);
  assert.equal(accepted.filter(({ transport }) => !transport.disconnecting).length, 1);
});

test("once connected, nothing is left: the resolver is told to stop, and later addresses are not heard", () => {
  const tracked = trackResources();
  const { network, endpoint, attempts, cancelled } = world(
    [
      [0, "fd00::1"],
      [3, "10.0.0.1"],
    ],
    { open: V6 },
  );
  const before = tracked.leaks().length;
  const seen = outcomes(endpoint().connect(Protocol));
  network.advance(1);
  assert.ok(seen[0] instanceof Protocol);
  assert.equal(cancelled(), 1);
  network.advance(60);
  assert.deepEqual(attempts, ["0 fd00::1"]);
  (seen[0] as Protocol).transport.abortConnection();
  network.advance(60);
  assert.equal(tracked.leaks().length, before);
  tracked.stop();
});

test("cancelled at any time: one ConnectingCancelledError, and nothing left", () => {
  for (const at of [0, 0.05, 0.12, 0.2, 0.3, 0.5, 1, 2])
    for (const how of ["cancel", "signal"]) {
      const { network, endpoint, cancelled, attempts } = world(
        [
          [0.1, "10.0.0.1"],
          [0.2, "fd00::1"],
          [1.5, "10.0.0.2"],
          [3, "end"],
        ],
        { silent: [...V6, ...V4] },
      );
      const abort = new AbortController();
      const connecting = endpoint().connect(Protocol, { signal: abort.signal });
      const seen = outcomes(connecting);
      if (at > 0) network.advance(at);
      if (how === "cancel") connecting.cancel();
      else abort.abort();
      assert.equal(seen.length, 1);
      assert.ok(seen[0] instanceof ConnectingCancelledError);
      assert.match(seen[0].message, /server\.example:80/);
      assert.equal(cancelled(), 1);
      const { length } = attempts;
      network.advance(60);
      assert.equal(attempts.length, length);
      assert.equal(seen.length, 1);
      assert.equal(network.connections("me"), 0);
    }
});

test("a signal that is aborted already, and one whose connection is there", () => {
  const { network, endpoint } = world(
    [
      [0, "fd00::1"],
      [0, "end"],
    ],
    { open: V6 },
  );
  const seen = outcomes(endpoint().connect(Protocol, { signal: AbortSignal.abort() }));
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  network.advance(1);
  assert.equal(network.connections("me"), 0);
  const abort = new AbortController();
  const connected = outcomes(endpoint().connect(Protocol, { signal: abort.signal }));
  network.advance(1);
  abort.abort();
  network.advance(1);
  assert.ok(connected[0] instanceof Protocol);
  assert.equal(network.connections("me"), 1);
});

test("a factory that refuses or throws, and a connectionMade that throws, are failures: no other address is tried", () => {
  const thrown = new Error("mine");
  class Shy extends Protocol {
    override connectionMade(): void {
      throw thrown;
    }
  }
  const sources: readonly (readonly [() => Protocol | null, string])[] = [
    [() => null, "NoProtocol"],
    [
      () => {
        throw thrown;
      },
      "Error",
    ],
    [() => new Shy(), "Error"],
  ];
  for (const [source, name] of sources) {
    const { network, endpoint, attempts } = world(
      [
        [0, "fd00::1"],
        [0, "10.0.0.1"],
        [0, "end"],
      ],
      {
        open: [...V6, ...V4],
      },
    );
    const seen = outcomes(endpoint().connect(source));
    capturedLogs(() => network.advance(5));
    assert.equal((seen[0] as Error).name, name);
    assert.deepEqual(attempts, ["0 fd00::1"]);
    assert.equal(network.connections("me"), 0);
  }
});

test("the protocol hears of nothing but its own connection; cancelled by its factory, it has none", () => {
  const { network, endpoint } = world(
    [
      [0, "fd00::1"],
      [0, "end"],
    ],
    { open: V6 },
  );
  const connecting: Deferred<Protocol> = endpoint().connect(() => {
    connecting.cancel();
    return new Protocol();
  });
  const seen = outcomes(connecting);
  network.advance(5);
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof ConnectingCancelledError);
  assert.equal(network.connections("me"), 0);
});

test("the attempt delay must not be less than 10 ms (RFC 8305, 5)", () => {
  const { endpoint } = world([], {});
  for (const attemptDelay of [0.009, 0, -1, Number.NaN])
    assert.throws(() => endpoint({ attemptDelay }), RangeError);
  assert.equal(String(endpoint({ attemptDelay: 0.01 })), "server.example:80");
});

test("a simulated host that has a name alone is reached by it", () => {
  const network = new MemoryNetwork();
  new TCPServerEndpoint(reactorOn(network.host("db")), 80).listen(Protocol);
  const seen = outcomes(
    new HostnameEndpoint(reactorOn(network.host("a")), "db", 80).connect(Protocol),
  );
  network.advance(1);
  assert.equal(peerOf(seen[0]), "db:80");
});

test("a number of seconds that is none is a failure, and nothing begins", () => {
  const { endpoint, asked } = world([], {});
  const seen = outcomes(endpoint({ seconds: -1 }).connect(Protocol));
  assert.equal(seen.length, 1);
  assert.ok(seen[0] instanceof Error);
  assert.deepEqual(asked, []);
});
