/** What real things are to those who look for leaks: sockets, ports, children, threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClientCreator, Factory, ProcessProtocol, Protocol } from "torsion/protocols";
import { reactor } from "torsion/reactor";
import { trackResources } from "torsion/resources";
import { checkLeaks, LeakError, leaksAfterGrace } from "torsion/testing";

const HERE = /leaks-left\.test\.js:\d+:\d+$/;
const loopback = { interface: "127.0.0.1" };

test("a server, its connection and the client's are found, by line; both ends closed, nothing is left", async () => {
  using tracked = trackResources();
  const port = await reactor.listenTCP(0, Factory.forProtocol(Protocol), loopback);
  const { port: number } = port.getHost() as unknown as { port: number };
  const client = await new ClientCreator(reactor, Protocol).connectTCP("127.0.0.1", number);
  const left = await leaksAfterGrace(tracked, { graceSeconds: 0.05 });
  assert.deepEqual(
    left.map(({ kind, also }) => [kind, ...also.map((each) => each.kind)]),
    [["listening port", "connection"], ["connection"]],
  );
  for (const { place } of left) assert.match(place ?? "", HERE);
  client.transport.loseConnection();
  port.stopListening();
  await checkLeaks(tracked);
});

test("a child, a call in a thread and a UDP port are found, and can be ended", async () => {
  using tracked = trackResources();
  const pipes = { childFDs: {} };
  await reactor.spawnProcess(new ProcessProtocol(), "sleep", ["sleep", "60"], pipes);
  const endless = new URL("data:text/javascript,export const wait = () => new Promise(() => {});");
  const call = reactor.deferToThread(endless, "wait", []);
  call.addErrback(() => undefined);
  await reactor.listenUDP(0, { makeConnection() {}, datagramReceived() {}, doStop() {} } as never);
  const left = await leaksAfterGrace(tracked, { graceSeconds: 0.05 });
  assert.deepEqual(left.map(({ kind }) => kind).sort(), [
    "UDP port",
    "child process",
    "thread call",
  ]);
  for (const { place } of left) assert.match(place ?? "", HERE);
  for (const resource of left) resource.end();
  await checkLeaks(tracked, { graceSeconds: 10 });
});

test("the error of the real reactor names the line", async () => {
  using tracked = trackResources();
  const call = reactor.callLater(60, function poll() {});
  await assert.rejects(checkLeaks(tracked), (error: Error) => {
    assert.ok(error instanceof LeakError);
    assert.match(
      error.message,
      /leaks-left\.test\.js:\d+:\d+: delayed call of poll on node, due in/,
    );
    return true;
  });
  call.cancel();
});
