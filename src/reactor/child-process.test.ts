import assert from "node:assert/strict";
import { test } from "node:test";
import { ProcessTerminated } from "../net/index.ts";
import { Process } from "./child-process.ts";
import { FakeChild, RecordingChild } from "./fake-child.test-fixture.ts";
import { FakeContext } from "./fake-socket.test-fixture.ts";

function started({ descriptors = [0, 1, 2], throwsAt = [] as string[] } = {}) {
  const context = new FakeContext();
  const child = new FakeChild(...descriptors);
  const protocol = new RecordingChild();
  for (const event of throwsAt) protocol.throwsAt.add(event);
  let ended = 0;
  const process = new Process(
    context,
    child,
    "sh",
    (fd) => fd === 0 || fd === 3,
    protocol,
    () => {
      ended += 1;
    },
  );
  process.start({ exited() {} });
  const socket = (fd: number) => child.sockets.get(fd)!;
  return { context, child, protocol, process, socket, ended: () => ended };
}

test("X29: processEnded is last, whichever comes first of the exit and the pipes", () => {
  for (const exitsAt of [0, 1, 2, 3]) {
    const { child, protocol, ended } = started();
    for (const fd of [0, 1, 2, 3]) {
      if (fd === exitsAt) child.exits(3);
      if (fd < 3) child.closes(fd);
    }
    const { events, reasons } = protocol;
    assert.equal(events.indexOf("exited"), 1 + exitsAt);
    assert.deepEqual(events.slice(-1), ["ended"]);
    assert.deepEqual([events.length, ended()], [6, 1]);
    assert.equal(reasons[0], reasons[1]);
    assert.equal(reasons[0]!.message, "sh has ended with exit code 3");
  }
});

test("X29: a signal is told by its name", () => {
  const { child, protocol } = started({ descriptors: [] });
  child.exits(null, "SIGSEGV");
  const [reason] = protocol.reasons as ProcessTerminated[];
  assert.ok(reason instanceof ProcessTerminated);
  assert.equal(reason.message, "sh has ended by SIGSEGV");
});

test("what is written in a turn goes out as one, and a close comes after it", () => {
  const { context, process, socket } = started();
  context.inTurn(() => {
    process.write(Buffer.from("a"));
    process.writeSequence([Buffer.from("b"), Buffer.from("c")]);
    process.closeStdin();
    process.write(Buffer.from("late"));
  });
  assert.deepEqual(socket(0).calls, ["write 3", "close"]);
  assert.equal(socket(0).text, "abc");
});

test("X2: a pipe that is closed takes what is written to it, and drops it", () => {
  const { child, process } = started();
  child.closes(0);
  process.write(Buffer.from("x"));
  process.writeToChild(0, Buffer.from("x"));
  process.closeChildFD(0);
  process.closeChildFD(99);
});

test("a producer for a child that has no input is stopped at once", () => {
  const { process } = started({ descriptors: [1] });
  const calls: string[] = [];
  const producer = { resumeProducing() {}, stopProducing: () => calls.push("stop") };
  process.registerProducer(producer, false);
  assert.deepEqual(calls, ["stop"]);
});

test("a child that closes its input is lost as a reader, and its producer is stopped", () => {
  const { context, child, process, protocol, socket } = started();
  const calls: string[] = [];
  socket(0).roomy = false;
  const producer = {
    pauseProducing() {},
    resumeProducing() {},
    stopProducing: () => calls.push("stop"),
  };
  process.registerProducer(producer, true);
  process.write(new Uint8Array(10));
  context.settle();
  socket(0).sink!.ended();
  assert.deepEqual(calls, ["stop"]);
  assert.equal(socket(0).ending, "abort");
  child.closes(0);
  assert.deepEqual(protocol.events, ["made", "lost 0"]);
});

test("paused, all pipes of the child are; a pause counts once", () => {
  const { process, socket } = started();
  process.pauseProducing();
  process.pauseProducing();
  process.resumeProducing();
  for (const fd of [1, 2]) assert.deepEqual(socket(fd).calls, ["pause", "resume"]);
  assert.deepEqual(socket(0).calls, []);
});

test("X10: what data makes a protocol throw is logged, and closes that pipe alone", () => {
  const { context, protocol, socket } = started({ throwsAt: ["data 1 x"] });
  socket(1).data("x");
  socket(2).data("y");
  socket(1).sink!.data(Buffer.from("held back"));
  assert.deepEqual([socket(1).ending, socket(2).ending], ["close", null]);
  assert.deepEqual(protocol.events, ["made", "data 1 x", "data 2 y"]);
  assert.deepEqual(context.logged.map(String), ["RangeError: data 1 x"]);
});

test("X10: a protocol that cannot begin has its pipes closed, and hears the rest", () => {
  const { context, child, protocol, socket } = started({ throwsAt: ["made", "lost 1", "ended"] });
  assert.deepEqual(
    [socket(0).ending, socket(1).ending, socket(2).ending],
    ["abort", "close", "close"],
  );
  child.closes(0, 1, 2);
  child.exits();
  assert.deepEqual(protocol.events, ["made", "lost 0", "lost 1", "lost 2", "exited", "ended"]);
  assert.equal(context.logged.length, 3);
});

test("X31: signals by their names; the errors that tell a mistake from an end", () => {
  const { child, process } = started();
  process.signalProcess("TERM");
  process.signalProcess("SIGHUP", { group: true });
  process.signalProcess(9);
  assert.deepEqual(child.signals, ["SIGTERM child", "SIGHUP group", "9 child"]);
  child.error = "EINVAL";
  assert.throws(() => process.signalProcess("NONE"), RangeError);
  child.error = "EPERM";
  assert.throws(() => process.signalProcess("TERM"), { code: "EPERM" });
  child.error = "ESRCH";
  assert.throws(() => process.signalProcess("TERM"), { name: "ProcessExitedAlready" });
  child.error = null;
  child.exits();
  assert.equal(process.pid, null);
  assert.throws(() => process.signalProcess("TERM"), { name: "ProcessExitedAlready" });
  process.signalProcess("TERM", { group: true });
  assert.equal(child.signals.at(-1), "SIGTERM group");
});

test("names for people: the program, and its number for ever", () => {
  const { child, process } = started();
  child.exits();
  assert.equal(String(process.getPeer()), "sh (process 7)");
  assert.equal(String(process.getHost()), "pipes to sh");
  assert.equal(process.logPrefix(), "RecordingChild,sh (process 7)");
});
