import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, text, toHex, utf8 } from "../../bytes/index.ts";
import { Deferred, fail } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { CannotListenError, type IHostAddress, type IUDPTransport } from "../../net/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { DatagramProtocol } from "../datagram-protocol.ts";
import { buildSOCKS5Datagram, parseSOCKS5Datagram } from "./datagram.ts";
import { parseSOCKS5Reply } from "./messages-5.ts";
import type { SOCKSDestination, SOCKSServerOptions } from "./server-options.ts";
import { replied5, type Side, socks5, type World, world } from "./world.test-fixture.ts";

/** Says what it hears, with who said it, in capitals. */
class Shout extends DatagramProtocol {
  readonly heard: string[] = [];
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.heard.push(text(data));
    this.transport.write(utf8(text(data).toUpperCase()), from);
  }
}

class Ear extends DatagramProtocol {
  readonly heard: string[] = [];
  override datagramReceived(bytes: Uint8Array): void {
    const { host, port, data } = parseSOCKS5Datagram(bytes);
    this.heard.push(`${host}:${port} ${text(data)}`);
  }
}

interface UDPWorld extends World {
  readonly shout: Shout;
  /** UDP ports that are open at the proxy. */
  udpPorts(): number;
  /** A UDP port of a host, and how it sends to the relay. */
  ear(host?: string): { ear: Ear; say(relay: number, to: string, what: string): void };
  /** A client's connection, and the port of its relay. */
  associate(announced?: string): { side: Side; relay: number };
}

const REQUEST = "05030001000000000000";

function udpWorld(options: Partial<SOCKSServerOptions> = {}): UDPWorld {
  const base = world({ allow: () => true, ...options });
  const { network, pass, connect, target } = base;
  const shout = new Shout();
  target.listenUDP(7, shout);
  return {
    ...base,
    shout,
    udpPorts: () => network.netstat("proxy").filter(({ protocol }) => protocol === "udp").length,
    ear(host = "client") {
      const ear = new Ear();
      reactorOn(network.host(host)).listenUDP(0, ear);
      return {
        ear,
        say(relay, to, what) {
          const [host, port] = to.split(":") as [string, string];
          const built = buildSOCKS5Datagram({ host, port: Number(port) }, utf8(what));
          ear.transport.write(built, { host: "proxy", port: relay });
          pass();
        },
      };
    },
    associate(request = REQUEST) {
      const side = connect();
      side.say(`050100${request}`);
      pass();
      assert.equal(side.heard.slice(0, 8), "05000500", side.heard);
      const { host, port } = parseSOCKS5Reply(fromHex(side.heard.slice(4)))!.message;
      assert.equal(host, "proxy");
      return { side, relay: port };
    },
  };
}

test("a datagram goes out without its header, and the answer comes with one", () => {
  const { associate, ear: newEar, shout, udpPorts, pass, assertAtRest } = udpWorld();
  const { side, relay } = associate();
  const { ear, say } = newEar();
  say(relay, "target:7", "hello");
  say(relay, "target:7", "again");
  assert.deepEqual(shout.heard, ["hello", "again"]);
  assert.deepEqual(ear.heard, ["target:7 HELLO", "target:7 AGAIN"]);
  assert.equal(udpPorts(), 3);
  side.transport.loseConnection();
  pass();
  assert.equal(udpPorts(), 0);
  assertAtRest();
});

test("two associations are apart: each has a port of its own", () => {
  const { associate, ear: newEar } = udpWorld();
  const [one, other] = [associate(), associate()];
  const [a, b] = [newEar(), newEar()];
  a.say(one.relay, "target:7", "a");
  b.say(other.relay, "target:7", "b");
  assert.deepEqual([a.ear.heard, b.ear.heard], [["target:7 A"], ["target:7 B"]]);
});

test("from the client's host alone, and from the first port of it alone", () => {
  const { associate, ear: newEar, shout } = udpWorld();
  const { relay } = associate();
  const [client, second, stranger] = [newEar(), newEar(), newEar("stranger")];
  stranger.say(relay, "target:7", "from elsewhere");
  client.say(relay, "target:7", "first");
  second.say(relay, "target:7", "from another port");
  stranger.say(relay, "target:7", "from elsewhere");
  assert.deepEqual(shout.heard, ["first"]);
});

test("what is no datagram does not say which port is the client's", () => {
  const { associate, ear: newEar, shout, pass } = udpWorld();
  const { relay } = associate();
  const [client, second] = [newEar(), newEar()];
  second.ear.transport.write(utf8("?"), { host: "proxy", port: relay });
  pass();
  client.say(relay, "target:7", "first");
  assert.deepEqual(shout.heard, ["first"]);
});

test("a port that the client has announced is the only one", () => {
  const { associate, ear: newEar, shout } = udpWorld();
  const [client, second] = [newEar(), newEar()];
  const { relay } = associate(socks5("client", client.ear.transport.getHost().port, 3));
  second.say(relay, "target:7", "from another port");
  client.say(relay, "target:7", "announced");
  assert.deepEqual(shout.heard, ["announced"]);
});

test("an address that is not the client's says nothing of its port: it is behind a NAT", () => {
  const { associate, ear: newEar, shout } = udpWorld();
  const { relay } = associate("05030001c0a8010107d0");
  newEar().say(relay, "target:7", "hello");
  assert.deepEqual(shout.heard, ["hello"]);
});

test("fragments, other bytes and port 0 are dropped, and what comes after is not", () => {
  const { associate, ear: newEar, shout } = udpWorld();
  const { relay } = associate();
  const { ear, say } = newEar();
  const to = { host: "proxy", port: relay };
  for (const bytes of [
    buildSOCKS5Datagram({ host: "target", port: 7 }, utf8("part"), 1),
    buildSOCKS5Datagram({ host: "target", port: 7 }, utf8("part"), 0x82),
    fromHex("0000"),
    new Uint8Array(0),
    fromHex("ffffff"),
  ])
    ear.transport.write(bytes, to);
  say(relay, "target:0", "nowhere");
  say(relay, "target:7", "whole");
  assert.deepEqual(shout.heard, ["whole"]);
});

test("only hosts that were sent to are heard, from whatever port of theirs", () => {
  const { associate, ear: newEar, network, target, shout, pass } = udpWorld();
  const { relay } = associate();
  const { ear, say } = newEar();
  say(relay, "target:7", "hello");
  const outside = network.netstat("proxy").filter(({ protocol }) => protocol === "udp");
  const ports = outside.map(({ local }) => Number(local.split(":").at(-1)));
  const other = new DatagramProtocol();
  target.listenUDP(0, other);
  const stranger = new DatagramProtocol();
  reactorOn(network.host("stranger")).listenUDP(0, stranger);
  for (const port of ports) {
    if (port === relay) continue;
    stranger.transport.write(utf8("boo"), { host: "proxy", port });
    other.transport.write(utf8("other port"), { host: "proxy", port });
  }
  pass();
  assert.equal(shout.heard.length, 1);
  assert.equal(ear.heard[0], "target:7 HELLO");
  assert.ok(ear.heard.slice(1).every((heard) => /^target:\d+ other port$/.test(heard)));
  assert.ok(ear.heard.length > 1);
});

test("the rule is asked for each destination, once in 30 s, and by the name and by its addresses", () => {
  const asked: string[] = [];
  const allow = ({ command, host, port, name, username }: SOCKSDestination): boolean => {
    asked.push(`${command} ${host}:${port} ${name} ${username}`);
    return port === 7;
  };
  const { associate, ear: newEar, shout, pass } = udpWorld({ allow });
  const { relay } = associate();
  const { say } = newEar();
  for (const what of ["a", "b", "c"]) say(relay, "target:7", what);
  say(relay, "target:8", "no");
  say(relay, "target:8", "no");
  assert.deepEqual(asked, [
    "udp-associate target:7 null null",
    "udp-associate target:7 target null",
    "udp-associate target:8 null null",
  ]);
  pass(30);
  say(relay, "target:7", "d");
  assert.equal(asked.length, 5);
  assert.deepEqual(shout.heard, ["a", "b", "c", "d"]);
});

test("by default private addresses get nothing", () => {
  const { associate, ear: newEar, network, pass } = udpWorld({ allow: undefined });
  const inside = new Shout();
  reactorOn(network.host("10.1.2.3")).listenUDP(7, inside);
  network.setName("inside.example", ["10.1.2.3"]);
  const { relay } = associate();
  const { say } = newEar();
  say(relay, "10.1.2.3:7", "in");
  say(relay, "inside.example:7", "in");
  pass(1);
  assert.deepEqual(inside.heard, []);
});

test("what comes while something is asked waits, in order, and no more than may", () => {
  const answer = new Deferred<boolean>();
  const {
    associate,
    ear: newEar,
    shout,
    pass,
  } = udpWorld({
    allow: ({ name }) => name !== null || answer,
  });
  const { relay } = associate();
  const { say } = newEar();
  for (let i = 0; i < 70; i++) say(relay, "target:7", String(i));
  assert.deepEqual(shout.heard, []);
  answer.callback(true);
  pass();
  assert.deepEqual(
    shout.heard,
    Array.from({ length: 64 }, (_, i) => String(i)),
  );
});

test("sixteen questions at a time: the seventeenth destination waits for nobody", () => {
  const answers: Deferred<boolean>[] = [];
  const allow = (): Deferred<boolean> => {
    const answer = new Deferred<boolean>();
    answers.push(answer);
    return answer;
  };
  const { associate, ear: newEar, pass, shout, assertAtRest } = udpWorld({ allow });
  const { side, relay } = associate();
  const { say } = newEar();
  for (let i = 0; i < 20; i++) say(relay, `target:${i + 7}`, "x");
  assert.equal(answers.length, 16);
  answers[0]!.callback(false);
  say(relay, "target:99", "x");
  assert.equal(answers.length, 17);
  side.transport.abortConnection();
  pass();
  assert.ok(answers.every(({ called }) => called));
  assert.deepEqual(shout.heard, []);
  assertAtRest();
});

test("a rule that throws is logged, once for each destination, and the association goes on", async () => {
  const {
    associate,
    ear: newEar,
    shout,
    network,
  } = udpWorld({
    allow: ({ port }) => port === 7 || assert.fail("boom"),
  });
  const { relay } = associate();
  const { say } = newEar();
  const events = await capturedLogs(async () => {
    say(relay, "target:8", "x");
    say(relay, "target:8", "x");
    say(relay, "target:7", "y");
    await network.advanceAsync(1);
  });
  assert.equal(events.filter(({ log_failure }) => log_failure !== undefined).length, 1);
  assert.deepEqual(shout.heard, ["y"]);
});

test("a name that is not there, and a resolver that never answers", () => {
  const {
    associate,
    ear: newEar,
    shout,
    pass,
    assertAtRest,
  } = udpWorld({
    connectSeconds: 5,
    resolver: {
      resolveHostName: (receiver, name) => {
        const resolution = { name, cancel: (): void => {} };
        receiver.resolutionBegan(resolution);
        if (name === "nowhere") receiver.resolutionComplete();
        return resolution;
      },
    },
  });
  const association = associate();
  const { say } = newEar();
  say(association.relay, "nowhere:7", "x");
  say(association.relay, "silent:7", "x");
  pass(6);
  assert.deepEqual(shout.heard, []);
  association.side.transport.loseConnection();
  pass();
  assertAtRest();
});

test("without a resolver a name that is no address cannot be sent to", () => {
  const { associate, ear: newEar, shout } = udpWorld({ resolver: undefined });
  const { relay } = associate();
  const { say } = newEar();
  say(relay, "no-such-host:7", "x");
  say(relay, "target:7", "y");
  assert.deepEqual(shout.heard, ["y"]);
});

test("an answer that is too long with its header is dropped", () => {
  const { associate, ear: newEar, shout, target, network, pass } = udpWorld();
  const { relay } = associate();
  const { ear, say } = newEar();
  say(relay, "target:7", "hello");
  assert.equal(shout.heard.length, 1);
  const big = new DatagramProtocol();
  target.listenUDP(0, big);
  for (const { protocol, local } of network.netstat("proxy")) {
    const port = Number(local.split(":").at(-1));
    if (protocol === "udp" && port !== relay)
      big.transport.write(new Uint8Array(65_507), { host: "proxy", port });
  }
  pass();
  say(relay, "target:7", "again");
  assert.deepEqual(ear.heard, ["target:7 HELLO", "target:7 AGAIN"]);
});

test("it ends with its connection: half-closed, reset, or lost while it was being opened", () => {
  for (const end of ["loseConnection", "abortConnection", "loseWriteConnection"] as const) {
    const { associate, pass, udpPorts, proxy } = udpWorld();
    const { side } = associate();
    side.transport[end]();
    pass();
    assert.equal(udpPorts(), 0, end);
    assert.equal(proxy.getDelayedCalls().length, 0, end);
  }
});

test("what the client says over its connection is ignored, and its end is still heard of", () => {
  const { associate, pass, udpPorts, assertAtRest } = udpWorld();
  const { side } = associate(`${REQUEST}0102030405`);
  for (let i = 0; i < 100; i++) side.say("ff".repeat(1000));
  pass();
  assert.equal(udpPorts(), 3);
  side.transport.loseConnection();
  pass();
  assert.equal(udpPorts(), 0);
  assertAtRest();
});

test("idle for 600 s it ends, and its connection; each datagram begins them anew", () => {
  const { associate, ear: newEar, pass, udpPorts, network, assertAtRest } = udpWorld();
  const { side, relay } = associate();
  const { say } = newEar();
  pass(500);
  say(relay, "target:7", "hello");
  pass(590);
  assert.equal(udpPorts(), 3);
  pass(10);
  assert.equal(udpPorts(), 0);
  assert.deepEqual(side.events, ["read lost"]);
  side.transport.loseConnection();
  pass();
  assert.equal(network.connections("proxy"), 0);
  assertAtRest();
});

test("the proxy's program stops: the connection goes with the ports", () => {
  const opened: IUDPTransport[] = [];
  const made = udpWorld({
    listenUDP: (protocol, host) =>
      made.proxy.listenUDP(0, protocol, { interface: host }).addCallback((port): IUDPTransport => {
        opened.push(port);
        return port;
      }),
  });
  const { pass, udpPorts, assertAtRest } = made;
  const { side } = made.associate();
  opened[1]!.stopListening();
  pass();
  assert.equal(udpPorts(), 0);
  assert.deepEqual(side.events, ["read lost"]);
  side.transport.loseConnection();
  pass();
  assertAtRest();
});

test("no port, no association: each of the three that fails, with a reply", () => {
  for (const [failing, code] of [
    [[0], 1],
    [[1, 2], 1],
    [[1], 0],
    [[2], 0],
  ] as const) {
    let calls = 0;
    const made = udpWorld({
      listenUDP: (protocol, host) =>
        (failing as readonly number[]).includes(calls++)
          ? fail(new CannotListenError(host, "EMFILE"))
          : (made.proxy.listenUDP(0, protocol, { interface: host }) as Deferred<IUDPTransport>),
    });
    const side = made.connect();
    side.say(`050100${REQUEST}`);
    made.pass();
    assert.equal(side.heard.slice(0, 8), `0500050${code}`, String(failing));
    side.transport.loseConnection();
    made.pass();
    assert.equal(made.udpPorts(), 0);
    made.assertAtRest();
  }
});

test("lost, or out of time, at each of the three openings: nothing is left", () => {
  for (const slow of [0, 1, 2])
    for (const how of ["lost", "time"] as const) {
      let calls = 0;
      let cancelled = 0;
      const made = udpWorld({
        connectSeconds: 5,
        listenUDP: (protocol, host) =>
          calls++ === slow
            ? new Deferred<IUDPTransport>(() => {
                cancelled += 1;
              })
            : (made.proxy.listenUDP(0, protocol, { interface: host }) as Deferred<IUDPTransport>),
      });
      const side = made.connect();
      side.say(`050100${REQUEST}`);
      made.pass();
      assert.equal(made.udpPorts(), slow);
      if (how === "lost") side.transport.abortConnection();
      made.pass(6);
      assert.deepEqual([made.udpPorts(), cancelled, calls], [0, 1, slow + 1], `${slow} ${how}`);
      if (how === "time") {
        assert.equal(side.heard.slice(0, 8), "05000506");
        side.transport.loseConnection();
        made.pass();
      }
      made.assertAtRest();
    }
});

test("where the reactor has no UDP: code 7", () => {
  const { connect, pass } = world({ listenUDP: undefined });
  const side = connect();
  side.say(`050100${REQUEST}`);
  pass();
  assert.equal(side.heard, `0500${"05070001000000000000"}`);
});

test("the reply of one that listens everywhere is the address that the client knows", () => {
  const made = world({
    listenUDP: (protocol) => made.proxy.listenUDP(0, protocol) as Deferred<IUDPTransport>,
  });
  const side = made.connect();
  side.say(`050100${REQUEST}`);
  made.pass();
  const port = Number.parseInt(side.heard.slice(-4), 16);
  assert.equal(side.heard, `0500${replied5(0, "proxy", port)}`);
  assert.equal(toHex(utf8("proxy")), side.heard.slice(14, 24));
});

test("several hundred destinations: the oldest are asked for again", () => {
  let asked = 0;
  const { associate, ear: newEar } = udpWorld({
    resolver: undefined,
    allow: () => {
      asked += 1;
      return true;
    },
  });
  const { relay } = associate();
  const { say } = newEar();
  for (let i = 0; i < 300; i++) say(relay, `target:${1000 + i}`, "x");
  assert.equal(asked, 300);
  say(relay, "target:1299", "x");
  assert.equal(asked, 300);
  say(relay, "target:1000", "x");
  assert.equal(asked, 301);
});
