import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { StreamServerEndpointService } from "../../application/index.ts";
import { Deferred } from "../../deferred/index.ts";
import { socksThrough, TCPServerEndpoint } from "../../endpoints/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectError, IHostAddress, NoRouteError } from "../../net/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { Protocol } from "../protocol.ts";
import type { SOCKSServer } from "./server.ts";
import { SOCKSServerFactory } from "./server-factory.ts";
import {
  NO_ADDRESS,
  port,
  replied5,
  type Side,
  socks4a,
  socks5,
  world,
} from "./world.test-fixture.ts";

/** The port that the proxy has connected to the target from. */
const outgoingPort = (side: Side | undefined): number =>
  IHostAddress(side!.transport.getPeer()).port;

test("version 5: method, reply with the address that was connected from, and then the two are one", () => {
  const { connect, pass, targets, assertAtRest } = world();
  const client = connect();
  client.say("050100");
  pass();
  assert.equal(client.news(), "0500");
  client.say(socks5("target", 80));
  pass();
  assert.equal(client.news(), replied5(0, "proxy", outgoingPort(targets[0])));
  client.say("0102");
  targets[0]!.say("03");
  pass();
  assert.deepEqual([client.news(), targets[0]!.heard], ["03", "0102"]);
  client.transport.loseConnection();
  pass();
  assert.deepEqual(targets[0]!.events, ["read lost"]);
  targets[0]!.transport.loseConnection();
  pass();
  assertAtRest();
});

test("version 4a: the reply is Twisted's, 90; a name in version 4 cannot be", () => {
  const { connect, pass, targets } = world();
  const client = connect();
  client.say(`${socks4a("target", 80, "fred")}0102`);
  pass();
  // The target has no address of four bytes.
  assert.equal(client.news(), `005a${port(80)}00000000`);
  assert.equal(targets[0]!.heard, "0102");
});

test("version 4: to an address, which the reply has in it", () => {
  const { network, connect, pass } = world({ allow: () => true });
  const server = reactorOn(network.host("10.1.2.3"));
  new TCPServerEndpoint(server, 80).listen(Protocol);
  const client = connect();
  client.say("040100500a01020300");
  pass();
  assert.equal(client.heard, "005a00500a010203");
});

test("cut at every byte, and byte by byte: the same answers, and nothing of what comes behind is lost", () => {
  const whole = `050100${socks5("target", 80)}aabbcc`;
  const bytes = whole.length / 2;
  for (let cut = 0; cut <= bytes + 1; cut++) {
    const { connect, pass, targets } = world();
    const client = connect();
    const pieces =
      cut > bytes ? (whole.match(/../g) ?? []) : [whole.slice(0, 2 * cut), whole.slice(2 * cut)];
    for (const piece of pieces) {
      client.say(piece);
      pass(0.01);
    }
    pass();
    assert.equal(
      client.heard,
      `0500${replied5(0, "proxy", outgoingPort(targets[0]))}`,
      `cut ${cut}`,
    );
    assert.equal(targets[0]!.heard, "aabbcc");
  }
});

test("authentication: by a function, which may take its time", () => {
  const answer = new Deferred<boolean>();
  const asked: unknown[] = [];
  const { connect, pass, targets, assertAtRest } = world({
    authenticate: (credentials, peer) => {
      asked.push(credentials, IHostAddress(peer).host);
      return answer;
    },
  });
  const client = connect();
  client.say(`05020002${"01"}02616201${"63"}${socks5("target", 80)}`);
  pass();
  assert.equal(client.news(), "0502");
  assert.deepEqual(asked, [{ username: "ab", password: "c", version: 5 }, "client"]);
  answer.callback(true);
  pass();
  assert.equal(client.news(), `0100${replied5(0, "proxy", outgoingPort(targets[0]))}`);
  client.transport.abortConnection();
  pass();
  assertAtRest();
});

test("authentication at once, and what was sent ahead: one connection that ends with its client", () => {
  const { network, connect, pass, assertAtRest } = world({ authenticate: () => true });
  network.partition("proxy", "target");
  const client = connect();
  client.say(`05010201016101${"63"}${socks5("target", 80)}`);
  pass();
  assert.equal(client.news(), "05020100");
  client.transport.abortConnection();
  pass();
  assertAtRest();
});

for (const [how, authenticate, logged] of [
  ["false", () => false, 0],
  ["what is no boolean", () => "yes" as never, 0],
  ["an exception", () => assert.fail("boom"), 1],
  ["a rejection", () => Promise.reject(new Error("boom")), 1],
] as const)
  test(`authentication that comes to ${how}: 01 01, and the end`, async () => {
    const { connect, network, assertAtRest } = world({ authenticate });
    const client = connect();
    client.say(`05010201016101${"63"}${socks5("target", 80)}`);
    const events = await capturedLogs(() => network.advanceAsync(1));
    assert.equal(client.heard, "05020101");
    assert.deepEqual(client.events, ["read lost"]);
    assert.equal(events.filter(({ log_failure }) => log_failure !== undefined).length, logged);
    client.transport.loseConnection();
    await network.advanceAsync(1);
    assertAtRest();
  });

test("no method that will do: ff, and the end", () => {
  for (const [options, methods] of [
    [{}, "050102"],
    [{}, `05ff${"07".repeat(255)}`],
    [{ authenticate: () => true }, "05020001"],
  ] as const) {
    const { connect, pass } = world(options);
    const client = connect();
    client.say(methods);
    pass();
    assert.equal(client.heard, "05ff");
    assert.deepEqual(client.events, ["read lost"]);
  }
});

test("where somebody is to be authenticated version 4 is off, unless it is wanted", () => {
  const off = world({ authenticate: () => true });
  const refused = off.connect();
  refused.say(socks4a("target", 80, "fred"));
  off.pass();
  assert.deepEqual([refused.heard, refused.events], ["", ["read lost"]]);

  for (const accepted of [true, false]) {
    const asked: unknown[] = [];
    const on = world({
      versions: ["4a"],
      authenticate: (credentials) => {
        asked.push(credentials);
        return accepted;
      },
    });
    const client = on.connect();
    client.say(socks4a("target", 80, "fred"));
    on.pass();
    assert.deepEqual(asked, [{ username: "fred", password: null, version: "4a" }]);
    assert.equal(client.heard.slice(0, 4), accepted ? "005a" : "005b");
  }
});

test("each version can be off", () => {
  const { connect, pass } = world({ versions: [4] });
  const four = connect();
  four.say(socks4a("target", 80));
  const five = connect();
  five.say("050100");
  pass();
  assert.deepEqual([four.heard, four.events], ["005b000000000000", ["read lost"]]);
  assert.deepEqual([five.heard, five.events], ["", ["read lost"]]);
});

test("failures, as replies", () => {
  const { network, connect, pass, targets } = world();
  for (const [name, to, code] of [
    ["target", 81, "05"],
    ["nowhere", 80, "04"],
  ] as const) {
    const client = connect();
    client.say(`050100${socks5(name, to)}`);
    pass();
    assert.equal(client.heard, `050005${code}${NO_ADDRESS}`, name);
    assert.deepEqual(client.events, ["read lost"]);
    const four = connect();
    four.say(socks4a(name, to));
    pass();
    assert.equal(four.heard, "005b000000000000");
  }
  network.partition("proxy", "target");
  const client = connect();
  client.say(`050100${socks5("target", 80)}`);
  pass(29);
  assert.equal(client.news(), "0500");
  pass(2); // the endpoint's own limit
  assert.equal(client.heard, `0506${NO_ADDRESS}`);
  assert.equal(targets.length, 0);
});

test("what the rule says: of the name, and of each of its addresses", () => {
  const asked: string[] = [];
  const { network, connect, pass, targets } = world({
    allow: ({ host, name, command, port: to, version, username }, peer) => {
      asked.push(
        `${command} ${host}:${to} ${name} ${version} ${username} ${IHostAddress(peer).host}`,
      );
      return host !== "secret";
    },
  });
  network.host("secret");
  network.setName("both", ["secret", "target"]);
  network.setName("inside", ["secret"]);
  const client = connect();
  client.say(`050100${socks5("both", 80)}`);
  pass();
  assert.match(client.heard, /^05000500/);
  assert.equal(targets.length, 1);
  assert.deepEqual(asked, [
    "connect both:80 null 5 null client",
    "connect secret:80 both 5 null client",
    "connect target:80 both 5 null client",
  ]);
  const refused = connect();
  refused.say(`050100${socks5("inside", 80)}`);
  pass();
  assert.equal(refused.heard, `050005020001000000000000`);
});

test("a rule that throws allows nothing, and one that takes its time is waited for", async () => {
  for (const [allow, code] of [
    [() => assert.fail("boom"), "01"],
    [() => Promise.reject(new NoRouteError("boom")), "04"],
    [() => Promise.resolve(false), "02"],
    [() => Promise.resolve(true), "00"],
  ] as const) {
    const { network, connect } = world({ allow });
    const client = connect();
    client.say(`050100${socks5("target", 80)}`);
    await network.advanceAsync(1);
    assert.equal(client.heard.slice(4, 8), `05${code}`);
  }
});

test("by default the host itself and the networks that it is in are not reached", () => {
  const { connect, pass } = world();
  for (const request of [
    "050100050100017f0000010050",
    "050100050100010a0000010050",
    `050100${socks5("127.0.0.1", 80)}`,
    `050100${socks5("::1", 80)}`,
    `0501000501000400000000000000000000ffff7f0000010050`,
  ]) {
    const client = connect();
    client.say(request);
    pass();
    assert.equal(client.heard, `050005020001000000000000`, request);
  }
});

test("a request that is none of ours is told so", () => {
  const { connect, pass, assertAtRest } = world();
  for (const [says, hears] of [
    ["4745542f", ""],
    ["05010005040001", "050005070001000000000000"],
    ["0501000501000201", "050005080001000000000000"],
    ["0501000501010101", "050005010001000000000000"],
    ["0403", "005b000000000000"],
    [`0401005001020304${"61".repeat(300)}`, "005b000000000000"],
  ] as const) {
    const client = connect();
    client.say(says);
    pass();
    assert.deepEqual([client.heard, client.events.at(0)], [hears, "read lost"], says);
    client.transport.loseConnection();
  }
  pass();
  assertAtRest();
});

test("half a request for ever: closed in time, at whatever point", () => {
  for (const said of ["", "05", "050100", "0501000501", "04010050"]) {
    const { connect, pass, assertAtRest } = world({ handshakeSeconds: 5 });
    const client = connect();
    client.say(said);
    pass(4.5);
    assert.deepEqual(client.events, []);
    pass(1);
    assert.equal(client.events[0], "read lost", said);
    client.transport.loseConnection();
    pass();
    assertAtRest();
  }
});

test("a client that goes on while it waits: it is not read, and all of it arrives", () => {
  const { connect, pass, network, targets } = world();
  network.partition("proxy", "target");
  const client = connect();
  client.say(`050100${socks5("target", 80)}`);
  pass();
  client.transport.write(new Uint8Array(20_000_000));
  pass(1);
  network.heal();
  pass(30);
  assert.equal(targets[0]!.heard.length, 40_000_000);
});

test("who goes while it waits leaves nothing", () => {
  for (const end of ["loseConnection", "abortConnection"] as const) {
    const { connect, pass, network, assertAtRest } = world();
    network.partition("proxy", "target");
    const client = connect();
    client.say(`050100${socks5("target", 80)}`);
    pass();
    client.transport[end]();
    pass();
    assertAtRest();
  }
});

test("ends pass: half of one side is half of the other, and a reset is a reset", () => {
  const { connect, pass, targets, assertAtRest } = world();
  const client = connect();
  client.say(`050100${socks5("target", 80)}01`);
  client.transport.loseWriteConnection();
  pass();
  assert.deepEqual([targets[0]!.heard, targets[0]!.events], ["01", ["read lost"]]);
  targets[0]!.say("02");
  targets[0]!.transport.loseWriteConnection();
  pass();
  assert.ok(client.heard.endsWith("02"));
  assert.equal(client.events.at(-1), "ConnectionDone");
  const other = connect();
  other.say(`050100${socks5("target", 80)}`);
  pass();
  targets[1]!.transport.abortConnection();
  pass();
  assert.deepEqual(other.events, ["ConnectionLost"]);
  assertAtRest();
});

test("what cannot be connected to at all is a failure like any other", () => {
  const { connect, pass, assertAtRest } = world({
    connect: () => {
      throw new ConnectError("no way out");
    },
  });
  const client = connect();
  client.say(`050100${socks5("target", 80)}`);
  pass();
  assert.equal(client.heard, "050005010001000000000000");
  client.transport.loseConnection();
  pass();
  assertAtRest();
});

test("any bytes end, in time, with nothing left", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("", "04", "0401005000000001", "05", "050100", "050100050100"),
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { maxLength: 6 }),
      (first, pieces) => {
        const { connect, pass, assertAtRest, targets } = world();
        const client = connect();
        client.say(first);
        for (const piece of pieces) {
          client.transport.write(piece);
          pass(0.01);
        }
        pass(100);
        assert.equal(targets.length, 0);
        assert.notEqual(client.events.length, 0);
        client.transport.loseConnection();
        pass();
        assertAtRest();
      },
    ),
    { numRuns: 60 },
  );
});

test("drain: a request is seen to its end, which is that of the relay; a handshake is not", () => {
  const { connect, pass, targets, network, proxy } = world();
  const servers: SOCKSServer[] = [];
  const factory = new SOCKSServerFactory({ ...socksThrough(proxy), allow: () => true });
  factory.noisy = false;
  const built = factory.buildProtocol.bind(factory);
  factory.buildProtocol = (peer) => {
    const server = built(peer);
    servers.push(server);
    return server;
  };
  const port = new StreamServerEndpointService(new TCPServerEndpoint(proxy, 1081), factory);
  port.startService();
  const [idle, busy, asking] = [connect(1081), connect(1081), connect(1081)];
  for (const client of [busy, asking]) client.say("050100");
  pass();
  busy.say(socks5("target", 80));
  pass();
  network.partition("proxy", "target");
  asking.say(socks5("target", 80));
  pass();
  const drained = port.drainService();
  pass(1.5);
  assert.deepEqual(
    [idle, busy, asking].map(({ events }) => events.at(-1)),
    ["read lost", undefined, undefined],
  );
  network.heal();
  pass(10);
  assert.equal(targets.length, 2);
  for (const client of [busy, asking]) client.transport.loseConnection();
  for (const target of targets) target.transport.loseConnection();
  pass(1);
  assert.equal(drained.called, true);
});
