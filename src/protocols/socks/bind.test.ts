import assert from "node:assert/strict";
import { test } from "node:test";
import { connectProtocol, TCPClientEndpoint } from "../../endpoints/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import {
  NO_ADDRESS,
  replied5,
  Side,
  socks4a,
  socks5,
  type World,
  world,
} from "./world.test-fixture.ts";

/** A connection from `host` to a port of the proxy. */
function call({ network, pass }: World, host: string, port: number): Side {
  const side = new Side();
  connectProtocol(
    new TCPClientEndpoint(reactorOn(network.host(host)), "proxy", port),
    side,
  ).addErrback(() => {});
  pass();
  return side;
}

/** The port of a first reply of version 5. */
function portOf(reply: string): number {
  return Number.parseInt(reply.slice(-4), 16);
}

const hostname = (name: string): string => Buffer.from(name).toString("hex");

test("version 5: a reply with the port, one with the peer, and then the two are one", () => {
  const it = world();
  const client = it.connect();
  client.say(`050100${socks5("caller", 0, 2)}`);
  it.network.host("caller");
  it.pass();
  const first = client.news().slice(4);
  assert.ok(first.startsWith(`0500000305${hostname("proxy")}`), first);
  client.say("01");
  const caller = call(it, "caller", portOf(first));
  caller.say("02");
  it.pass();
  assert.equal(client.heard, `${replied5(0, "caller", portOf(client.heard.slice(0, -2)))}02`);
  assert.equal(caller.heard, "01");
  // It was a port for one connection.
  assert.deepEqual(call(it, "caller", portOf(first)).events, []);
  client.transport.loseConnection();
  it.pass();
  assert.deepEqual(caller.events, ["read lost"]);
  caller.transport.loseConnection();
  it.pass();
  it.assertAtRest();
});

test("Q3: version 4: it works, where Twisted's has an exception", () => {
  const it = world();
  it.network.host("caller");
  const client = it.connect();
  client.say(socks4a("caller", 0, "", 2));
  it.pass();
  assert.match(client.heard, /^005a....00000000$/);
  const port = Number.parseInt(client.news().slice(4, 8), 16);
  call(it, "caller", port).say("0304");
  it.pass();
  assert.match(client.heard, /^005a....000000000304$/);
});

test("another host than the one that was named ends it: the second reply says no", () => {
  const it = world();
  it.network.host("caller");
  const client = it.connect();
  client.say(`050100${socks5("caller", 0, 2)}`);
  it.pass();
  const port = portOf(client.news());
  const stranger = call(it, "stranger", port);
  assert.deepEqual(stranger.events, ["read lost"]);
  assert.deepEqual([client.heard, client.events], [`0502${NO_ADDRESS}`, ["read lost"]]);
  client.transport.loseConnection();
  stranger.transport.loseConnection();
  it.pass();
  it.assertAtRest();
});

test("an address of zeros is anybody, where the rule allows it", () => {
  const it = world({ allow: () => true });
  const client = it.connect();
  client.say("040200000000000000");
  it.pass();
  const port = Number.parseInt(client.news().slice(4, 8), 16);
  call(it, "anybody", port).say("aa");
  it.pass();
  assert.match(client.heard, /^005a.*aa$/);
});

test("nobody comes, or the client goes: the port is closed", () => {
  const it = world({ bindSeconds: 10 });
  it.network.host("caller");
  const late = it.connect();
  late.say(`050100${socks5("caller", 0, 2)}`);
  it.pass();
  const port = portOf(late.news());
  it.pass(11);
  assert.deepEqual([late.heard, late.events], [`0506${NO_ADDRESS}`, ["read lost"]]);
  late.transport.loseConnection();
  const gone = it.connect();
  gone.say(`050100${socks5("caller", 0, 2)}`);
  it.pass();
  const other = portOf(gone.news());
  gone.transport.abortConnection();
  it.pass();
  it.assertAtRest();
  for (const closed of [port, other]) assert.equal(call(it, "caller", closed).connected, false);
});

test("without a place to listen there is no BIND, and what the rule forbids is not listened for", () => {
  for (const [options, code] of [
    [{ listen: undefined }, "07"],
    [{ allow: () => false }, "02"],
  ] as const) {
    const { connect, pass } = world(options);
    const client = connect();
    client.say(`050100${socks5("target", 0, 2)}`);
    pass();
    assert.equal(client.heard, `050005${code}${NO_ADDRESS}`);
  }
});
