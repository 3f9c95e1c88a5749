import assert from "node:assert/strict";
import { test } from "node:test";
import { type IReactorProcess, SpawnError } from "../net/index.ts";
import { PlatformError } from "../platform/index.ts";
import { FakeChild, FakeProcesses, RecordingChild } from "./fake-child.test-fixture.ts";
import { FakePlatform } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

function world() {
  const fake = new FakePlatform();
  const processes = new FakeProcesses();
  const reactor = new Reactor({ ...fake.platform, processes });
  const protocol = new RecordingChild();
  const spawn = (
    ...args: Parameters<IReactorProcess["spawnProcess"]> extends [unknown, ...infer Rest]
      ? Rest
      : never
  ) => reactor.spawnProcess(protocol, ...args);
  let stopped = false;
  const run = () => {
    reactor.run().addCallback(() => {
      stopped = true;
    });
  };
  return { fake, processes, reactor, protocol, spawn, run, stopped: () => stopped };
}

test("X30: what the host is asked for by default, and by options", () => {
  const { processes, spawn } = world();
  spawn("sort");
  spawn("sort", ["other", "-n"], {
    env: null,
    path: "/tmp",
    uid: 1,
    gid: 2,
    processGroup: false,
    childFDs: { 1: "r", 5: 6 },
  });
  const [plain, full] = processes.commands;
  const pipe = "pipe" as const;
  assert.deepEqual(plain, {
    executable: "sort",
    args: ["sort"],
    env: {},
    leader: true,
    descriptors: new Map([0, 1, 2].map((fd) => [fd, pipe])),
  });
  assert.deepEqual(full, {
    executable: "sort",
    args: ["other", "-n"],
    env: null,
    directory: "/tmp",
    uid: 1,
    gid: 2,
    leader: false,
    descriptors: new Map<number, unknown>([
      [1, pipe],
      [5, 6],
    ]),
  });
});

test("the protocol is told before the Deferred fires", () => {
  const { processes, protocol, spawn } = world();
  let got: unknown;
  spawn("cat").addCallback((transport) => {
    got = [transport, protocol.events.length];
  });
  processes.runs(new FakeChild(0, 1, 2));
  assert.deepEqual(got, [protocol.transport, 1]);
});

test("a child that cannot be started: one SpawnError with its cause, and silence", () => {
  const { processes, protocol, spawn } = world();
  const errors: Error[] = [];
  spawn("nope", ["nope"], { path: "/x" }).addErrback((failure) => {
    errors.push(failure.value);
    return null as never;
  });
  processes.spawns[0]!.errback(new PlatformError("ENOENT", "spawn ENOENT"));
  assert.ok(errors[0] instanceof SpawnError);
  assert.match(errors[0].message, /^cannot run "nope" in \/x: .*\(ENOENT\)$/);
  assert.deepEqual(protocol.events, []);
});

test("what is no descriptor is refused, and so is a time that is none, and a terminal", () => {
  const { spawn } = world();
  for (const childFDs of [
    { "-1": "r" },
    { 1.5: "r" },
    { 4096: "w" },
    { 1: -1 },
    { 1: "x" },
    { 1: null },
  ] as never[])
    assert.throws(() => spawn("cat", ["cat"], { childFDs }), RangeError);
  for (const killSeconds of [-1, Number.NaN])
    assert.throws(() => spawn("cat", ["cat"], { killSeconds }), RangeError);
  assert.throws(() => spawn("top", ["top"], { usePTY: true }), {
    name: "NotSupportedError",
    message: /script\(1\)/,
  });
});

test("what is no protocol is refused before anything runs", () => {
  const { processes, reactor } = world();
  for (const none of [undefined, {}, RecordingChild] as never[])
    assert.throws(() => reactor.spawnProcess(none, "cat"), TypeError);
  assert.equal(processes.commands.length, 0);
});

test("a reactor stops when its children have ended, and their protocols know", () => {
  const { fake, processes, reactor, protocol, spawn, run, stopped } = world();
  run();
  spawn("cat");
  const child = processes.runs(new FakeChild(1));
  reactor.stop();
  fake.pass();
  assert.deepEqual(child.signals, ["SIGTERM group"]);
  assert.equal(stopped(), false);
  child.exits(null, "SIGTERM");
  assert.equal(child.sockets.get(1)!.ending, "close");
  child.closes(1);
  assert.deepEqual(protocol.events, ["made", "exited", "lost 1", "ended"]);
  assert.equal(stopped(), true);
});

test("R12: a reactor has not stopped before the pipes that others hold are closed, and the protocol knows", () => {
  const { fake, processes, reactor, protocol, spawn, run, stopped } = world();
  run();
  spawn("sh");
  const child = processes.runs(new FakeChild(1));
  child.exits();
  reactor.stop();
  fake.pass();
  assert.equal(child.sockets.get(1)!.ending, "close");
  assert.deepEqual([protocol.events, stopped()], [["made", "exited"], false]);
  child.closes(1);
  assert.deepEqual([protocol.events.at(-1), stopped()], ["ended", true]);
});

test("a second signal, or a crash, kills at once", () => {
  const { fake, processes, reactor, spawn, run, stopped } = world();
  run();
  spawn("cat");
  const child = processes.runs(new FakeChild(1));
  fake.signalled!("SIGINT");
  fake.pass();
  fake.signalled!("SIGTERM");
  fake.pass();
  assert.deepEqual(child.signals, ["SIGTERM group", "SIGKILL group"]);
  assert.equal(stopped(), false);
  child.exits(null, "SIGKILL");
  child.closes(1);
  assert.equal(stopped(), true);
  assert.equal(reactor.running, false);
});

test("a child that starts while the reactor stops is killed, and nobody hears of it", () => {
  const { fake, processes, reactor, protocol, spawn, run, stopped } = world();
  run();
  const errors: Error[] = [];
  spawn("cat").addErrback((failure) => {
    errors.push(failure.value);
    return null as never;
  });
  reactor.stop();
  fake.pass();
  assert.equal(stopped(), false);
  const child = processes.runs(new FakeChild(1));
  assert.match(String(errors[0]), /SpawnError: .*the reactor stops/);
  assert.deepEqual(child.signals, ["SIGKILL group"]);
  child.exits(null, "SIGKILL");
  assert.deepEqual([stopped(), protocol.events.length], [true, 0]);
});

test("what is left of a group whose child has ended is ended too; what is not left is forgotten", () => {
  const { fake, processes, reactor, spawn, run, stopped } = world();
  run();
  const children = [true, false].map((alive) => {
    spawn("sh");
    const child = processes.runs(new FakeChild());
    child.alive = alive;
    child.exits();
    return child;
  });
  reactor.stop();
  fake.pass();
  assert.deepEqual(
    children.map(({ signals }) => signals),
    [["SIGTERM group"], []],
  );
  children[0]!.alive = false;
  fake.pass(1);
  assert.equal(stopped(), true);
});

test("a child that may not be ended is given up, with one log event, and the reactor stops", () => {
  const { fake, processes, reactor, spawn, run, stopped } = world();
  run();
  spawn("sudo");
  const child = processes.runs(new FakeChild(1));
  child.error = "EPERM";
  reactor.stop();
  fake.pass();
  assert.equal(stopped(), true);
  assert.equal(child.sockets.get(1)!.ending, "close");
});

test("cancelling the spawn cancels the host's", () => {
  const { processes, spawn } = world();
  const errors: Error[] = [];
  const spawning = spawn("cat").addErrback((failure) => {
    errors.push(failure.value);
    return null as never;
  });
  spawning.cancel();
  assert.deepEqual([processes.cancelled, errors[0]!.name], [1, "CancelledError"]);
});
