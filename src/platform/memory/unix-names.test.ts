import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "../port.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

const BACKLOG = { backlog: 5 };

test("a connection by name stays on its host", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  const accepted: Sink[] = [];
  a.unix.listen({ path: "/s" }, BACKLOG, (socket) => accepted.push(new Sink(socket)));
  assert.match(String(outcome(b.unix.connect({ path: "/s" }, {})).now), /ENOENT/);
  const { now: socket } = outcome(a.unix.connect({ path: "/s" }, {}));
  network.advance(0);
  assert.equal(accepted.length, 1);
  assert.equal(typeof socket, "string", "only from the loop of the world");
});

test("both ends show names", () => {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  let accepted: unknown;
  unix.listen({ path: "/s" }, BACKLOG, ({ local, peer }) => {
    accepted = { local, peer };
  });
  const connected = outcome(unix.connect({ path: "/s" }, {}));
  network.advance(0);
  assert.deepEqual(accepted, { local: { path: "/s" }, peer: { path: "" } });
  const { local, peer } = connected.now as { local: unknown; peer: unknown };
  assert.deepEqual({ local, peer }, { local: { path: "" }, peer: { path: "/s" } });
});

test("a closed listener takes its file away; removeSocket takes one that was left", () => {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  const listen = (path: string) => outcome(unix.listen({ path }, BACKLOG, () => {})).now;
  const listener = listen("/s") as { close(): unknown };
  assert.match(String(listen("/s")), /EADDRINUSE/);
  listener.close();
  assert.equal(typeof listen("/s"), "object");
  network.crash("a");
  const again = network.restart("a").unix;
  assert.match(String(outcome(again.listen({ path: "/s" }, BACKLOG, () => {})).now), /EADDRINUSE/);
  again.removeSocket("/s");
  assert.equal(typeof outcome(again.listen({ path: "/s" }, BACKLOG, () => {})).now, "object");
});

/** A host that listens at `/s`, and whom it has accepted. */
function listening(backlog = 5) {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  const accepted: Sink[] = [];
  const failures: string[] = [];
  const listener = outcome(
    unix.listen(
      { path: "/s" },
      { backlog },
      (socket) => accepted.push(new Sink(socket)),
      ({ code }) => failures.push(code),
    ),
  ).now as { close(): unknown };
  const connect = () => outcome(unix.connect({ path: "/s" }, {}));
  const sinkOf = (connected: { now: unknown }) => new Sink(connected.now as Socket);
  return { network, accepted, failures, listener, connect, sinkOf };
}

test("the queue holds one more than the backlog; who finds it full is told so", () => {
  const { network, accepted, connect } = listening(1);
  const three = [connect(), connect(), connect()];
  assert.equal(three[2]!.now, "failed EAGAIN");
  network.advance(0);
  assert.equal(accepted.length, 2);
  connect();
  network.advance(0);
  assert.equal(accepted.length, 3);
});

test("who closes the port resets those who wait", () => {
  const { network, accepted, listener, connect, sinkOf } = listening();
  const connected = connect();
  listener.close();
  network.advance(0);
  const sink = sinkOf(connected);
  network.advance(0);
  assert.deepEqual([accepted.length, sink.events], [0, ["closed ECONNRESET"]]);
  assert.equal(network.connections("a"), 0);
});

test("who gives up at once was connected all the same", () => {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  const accepted: Sink[] = [];
  unix.listen({ path: "/s" }, BACKLOG, (socket) => accepted.push(new Sink(socket)));
  const connecting = unix.connect({ path: "/s" }, {}).addErrback(() => {});
  connecting.cancel();
  network.advance(0);
  assert.deepEqual(accepted[0]!.events, ["ended"]);
});

test("a paused program is told when it goes on, in order", () => {
  const { network, accepted, connect, sinkOf } = listening();
  const connected = connect();
  network.advance(0);
  const near = sinkOf(connected);
  near.socket!.write(Uint8Array.of(1));
  near.socket!.shutdown();
  network.pause("a");
  network.advance(1);
  assert.deepEqual(accepted[0]!.events, []);
  network.resume("a");
  network.advance(1);
  assert.deepEqual(accepted[0]!.events, ["data", "ended"]);
});

test("a program that is killed leaves its file, and nothing else", () => {
  const { network, accepted, connect, sinkOf } = listening();
  const connected = connect();
  network.advance(0);
  const near = sinkOf(connected);
  network.kill("a");
  network.advance(1);
  assert.deepEqual([near.events, accepted[0]!.events], [[], []]);
  assert.deepEqual(network.netstat("a"), []);
  const { unix } = network.restart("a");
  assert.equal(outcome(unix.connect({ path: "/s" }, {})).now, "failed ECONNREFUSED");
});

test("sockets are descriptors: of a port, of both ends, but not of who waits", () => {
  const { network, accepted, failures, connect, sinkOf } = listening();
  network.limit("a", { descriptors: 3 });
  const first = connect();
  assert.equal(connect().now, "waiting", "who is not accepted yet is counted for one end");
  network.advance(0);
  const near = sinkOf(first);
  network.advance(0);
  assert.deepEqual([accepted.length, failures], [0, ["EMFILE", "EMFILE"]]);
  assert.deepEqual(near.events, ["ended"]);
  assert.equal(connect().now, "failed EMFILE");
});

test("netstat: who listens, who is connected, and what waits", () => {
  const { network, connect, sinkOf } = listening();
  const connected = connect();
  network.advance(2);
  const near = sinkOf(connected);
  network.advance(0);
  near.socket!.pauseReading();
  network.advance(0);
  connect();
  assert.deepEqual(
    network.netstat().map(({ host: _, ...row }) => Object.values(row)),
    [
      ["unix", "/s", "*", "LISTEN", 0, 1, true, 2],
      ["unix", "*", "/s", "ESTABLISHED", 0, 0, true, 2],
      ["unix", "/s", "*", "ESTABLISHED", 0, 0, true, 2],
      ["unix", "*", "/s", "ESTABLISHED", 0, 0, true, 0],
      ["unix", "/s", "*", "ESTABLISHED", 0, 0, false, 0],
    ],
  );
  assert.equal(network.connections("a"), 4);
});

test("a host that refuses, or whose queues are full, does so here as well", () => {
  const { network, connect } = listening();
  network.refuse("a");
  assert.equal(connect().now, "failed ECONNREFUSED");
  network.refuse("a", false);
  network.overflow("a");
  assert.equal(connect().now, "failed EAGAIN");
});

test("a socket is a file among others: it shows, takes its name from others, and can be removed", () => {
  const network = new MemoryNetwork();
  const { unix, files } = network.host("a");
  const listen = (path: string) => outcome(unix.listen({ path }, BACKLOG, () => {})).now;
  const listener = listen("/run/s") as { close(): unknown };
  assert.deepEqual([files.stat("/run/s").kind, files.list("/run")], ["socket", ["s"]]);
  assert.throws(() => files.open("/run/s", "r"), { code: "ENXIO" });
  network.files("a").set("/run/file", "text");
  assert.match(String(listen("/run/file")), /EADDRINUSE/);
  assert.throws(() => unix.removeSocket("/run/file"), { code: "EEXIST" });
  assert.match(String(listen("/run/file/s")), /ENOTDIR|EEXIST/);
  files.unlink("/run/s");
  assert.match(String(outcome(unix.connect({ path: "/run/s" }, {})).now), /ENOENT/);
  assert.equal(typeof listen("/run/s"), "object");
  listener.close();
  assert.equal(files.stat("/run/s").kind, "socket", "that of the second");
});
