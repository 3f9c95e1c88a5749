import assert from "node:assert/strict";
import { test } from "node:test";
import { text, toHex, utf8 } from "../../bytes/index.ts";
import {
  AlreadyConnectingError,
  type IHostAddress,
  IMulticastTransport,
  InvalidAddressError,
  MessageLengthError,
  MulticastJoinError,
  NotBytesError,
} from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { DatagramProtocol } from "../datagram-protocol.ts";
import { buildSOCKS5Datagram } from "./datagram.ts";
import { SOCKSDatagramPort } from "./datagram-port.ts";
import { SOCKSProxyError } from "./errors.ts";

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
class Raw extends DatagramProtocol {
  readonly heard: string[] = [];
  from: IHostAddress | null = null;
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.heard.push(toHex(data));
    this.from = from;
  }
}

function port(options: { maxPacketSize?: number; relayPort?: number; relayHost?: string } = {}) {
  const network = new MemoryNetwork();
  const relay = new Raw();
  reactorOn(network.host("proxy")).listenUDP(2000, relay);
  const protocol = new Ear();
  const closed = { times: 0 };
  const { maxPacketSize, relayPort = 2000, relayHost = "proxy" } = options;
  const made = new SOCKSDatagramPort({
    ...{ protocol, maxPacketSize, relay: { host: relayHost, port: relayPort } },
    closed: () => {
      closed.times += 1;
    },
  });
  reactorOn(network.host("client")).listenUDP(0, made);
  const say = (host: string, at: number, what: string, fragment = 0): void => {
    relay.transport.write(
      buildSOCKS5Datagram({ host, port: at }, utf8(what), fragment),
      relay.from!,
    );
    network.advance(1);
  };
  /** The relay knows where to. */
  const greet = (): void => {
    made.write(utf8("x"), { host: "10.0.0.1", port: 7 });
    network.advance(1);
  };
  return { network, relay, protocol, made, closed, say, greet };
}

test("what is written has a header, to a name as well, and what comes has none", () => {
  const { relay, protocol, made, say, greet, network } = port();
  greet();
  made.write(utf8("y"), { host: "ab", port: 7 });
  network.advance(1);
  assert.deepEqual(relay.heard, ["000000010a000001000778", "00000003026162000779"]);
  say("10.0.0.1", 7, "hello");
  assert.deepEqual(protocol.heard, ["10.0.0.1:7 hello"]);
  assert.ok(IMulticastTransport.providedBy(made));
});

test("fragments and other bytes are dropped; from elsewhere nothing comes", () => {
  const { network, relay, protocol, made, say, greet } = port();
  greet();
  say("10.0.0.1", 7, "part", 1);
  relay.transport.write(utf8("?"), relay.from!);
  const stranger = new Raw();
  reactorOn(network.host("stranger")).listenUDP(0, stranger);
  stranger.transport.write(
    buildSOCKS5Datagram({ host: "10.0.0.1", port: 7 }, utf8("boo")),
    made.getHost().host === "0.0.0.0" ? { ...relay.from! } : made.getHost(),
  );
  network.advance(1);
  say("10.0.0.1", 7, "whole");
  assert.deepEqual(protocol.heard, ["10.0.0.1:7 whole"]);
});

test("connected it hears its peer alone; of a name it knows the port", () => {
  const { protocol, made, say, greet, relay, network } = port();
  greet();
  made.connect("10.0.0.1", 7);
  made.write(utf8("z"));
  network.advance(1);
  assert.equal(relay.heard.at(-1), "000000010a00000100077a");
  for (const [host, at] of [
    ["10.0.0.1", 7],
    ["10.0.0.1", 8],
    ["10.0.0.2", 7],
    ["::ffff:10.0.0.1", 7],
  ] as const)
    say(host, at, "x");
  assert.deepEqual(protocol.heard, ["10.0.0.1:7 x", "::ffff:10.0.0.1:7 x"]);
  assert.throws(() => made.connect("10.0.0.1", 7), AlreadyConnectingError);

  const named = port();
  named.made.connect("db.example", 7);
  named.greet();
  named.say("10.0.0.5", 7, "x");
  named.say("10.0.0.5", 8, "x");
  assert.deepEqual(named.protocol.heard, ["10.0.0.5:7 x"]);
});

test("it throws what any UDP port does", () => {
  const { made } = port();
  assert.throws(() => made.write(utf8("x")), InvalidAddressError);
  assert.throws(() => made.write("x" as never, { host: "10.0.0.1", port: 7 }), NotBytesError);
  for (const to of [
    { host: "", port: 7 },
    { host: "a b", port: 7 },
    { host: "10.0.0.1", port: 65_536 },
  ]) {
    assert.throws(() => made.write(utf8("x"), to), InvalidAddressError);
    assert.throws(() => made.connect(to.host, to.port), InvalidAddressError);
  }
  const to = { host: "10.0.0.1", port: 7 };
  made.write(new Uint8Array(65_497), to);
  assert.throws(() => made.write(new Uint8Array(65_498), to), MessageLengthError);
});

test("there are no groups", async () => {
  const { made } = port();
  await assert.rejects(made.joinGroup(), MulticastJoinError);
  await assert.rejects(made.leaveGroup(), MulticastJoinError);
  for (const act of ["setTTL", "setLoopbackMode", "setOutgoingInterface"] as const)
    assert.throws(() => made[act](), MulticastJoinError);
  assert.deepEqual(
    [made.getTTL(), made.getLoopbackMode(), made.getOutgoingInterface()],
    [1, true, null],
  );
  made.setBroadcastAllowed(true);
  assert.equal(made.getBroadcastAllowed(), true);
});

test("what is longer than the protocol wants is cut", () => {
  const { protocol, say, greet } = port({ maxPacketSize: 3 });
  greet();
  say("10.0.0.1", 7, "hello");
  assert.deepEqual(protocol.heard, ["10.0.0.1:7 hel"]);
});

test("closed once, by whomever: doStop once, and writes do nothing", async () => {
  const { protocol, made, relay, network, closed } = port();
  await made.stopListening();
  await made[Symbol.asyncDispose]();
  made.write(utf8("x"), { host: "10.0.0.1", port: 7 });
  network.advance(1);
  assert.deepEqual([protocol.stops, relay.heard, closed.times > 0], [1, [], true]);
  assert.ok(made.getHost().port > 0);
});

test("nobody is at the relay's port: it closes", () => {
  const { protocol, made, network, closed } = port({ relayPort: 2001 });
  made.write(utf8("x"), { host: "10.0.0.1", port: 7 });
  network.advance(1);
  assert.deepEqual([protocol.stops, closed.times > 0], [1, true]);
});

test("a relay that nothing can be sent to: it has failed, and the protocol knows nothing of it", () => {
  const { protocol, made } = port({ relayHost: "no such host" });
  assert.ok(made.failed instanceof SOCKSProxyError);
  assert.equal(protocol.transport, undefined);
  assert.equal(protocol.stops, 0);
});

test("before it is open it says so, and can be closed", async () => {
  const made = new SOCKSDatagramPort({
    ...{ protocol: new Ear(), relay: { host: "proxy", port: 1 } },
    closed: () => {},
  });
  assert.throws(() => made.write(utf8("x"), { host: "10.0.0.1", port: 7 }), InvalidAddressError);
  await made.stopListening();
});
