import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import { Deferred } from "../../deferred/index.ts";
import type { ExitStatus } from "../process-port.ts";
import { pipePair } from "./byte-pipe.ts";
import { ChildStream } from "./child-stream.ts";
import { WorldEvents } from "./events.ts";
import { type ChildScript, ScriptedChild } from "./scripted-child.ts";

function world() {
  const events = new WorldEvents();
  const ends: ExitStatus[] = [];
  const [ours, theirs] = pipePair();
  const start = {
    pid: 7,
    parent: 1,
    group: 7,
    executable: "/bin/x",
    args: ["x", "-v"],
    env: { A: "b" },
    directory: "/tmp",
  };
  const forked: ChildScript[] = [];
  const child: ScriptedChild = new ScriptedChild(
    {
      name: "host",
      now: () => events.now(),
      draw: () => 0.5,
      after: (_child, seconds, run) => events.after(seconds, run),
      later: (run) => void events.after(0, run),
      fork: (parent, script) => {
        forked.push(script);
        return parent;
      },
      ended: (_child, status) => void ends.push(status),
    },
    start,
    (owner) => new Map([[2, new ChildStream(owner, theirs)]]),
  );
  return {
    child,
    events,
    ends,
    forked,
    said: () => text(ours.incoming.read() ?? new Uint8Array()),
  };
}

test("it knows what it was begun with", () => {
  const { child, forked } = world();
  assert.deepEqual(
    [child.pid, child.args, child.env, child.directory, child.host, child.group, child.random()],
    [7, ["x", "-v"], { A: "b" }, "/tmp", "host", 7, 0.5],
  );
  assert.throws(() => child.stdin, /no descriptor 0/);
  child.fork(() => 0);
  assert.equal(forked.length, 1);
});

test("it ends with what its script gives, and only once", () => {
  const ends = (script: ChildScript): ExitStatus[] => {
    const { child, events, ends } = world();
    child.run(script);
    events.advance(10);
    return ends;
  };
  const code = (exitCode: number) => [{ exitCode, signal: null }];
  assert.deepEqual(
    ends(() => 3),
    code(3),
  );
  assert.deepEqual(
    ends(() => 256 + 4),
    code(4),
  );
  assert.deepEqual(
    ends(() => undefined),
    [],
  );
  assert.deepEqual(
    ends(() => new Deferred<void>()),
    [],
  );
  assert.deepEqual(
    ends(function* (child) {
      yield* child.wait(5);
      return 6;
    }),
    code(6),
  );
  assert.deepEqual(
    ends((child) => {
      child.exit(1);
      child.exit(2);
      return 3;
    }),
    code(1),
  );
});

test("a promise ends it too", async () => {
  const { child, ends } = world();
  child.run(async () => 5);
  await null;
  await null;
  assert.deepEqual(ends, [{ exitCode: 5, signal: null }]);
});

test("what its script throws, at once or later, is on its standard error, and code 1", () => {
  const scripts: ChildScript[] = [
    () => {
      throw new Error("oh");
    },
    function* (child) {
      yield* child.wait(1);
      throw new Error("oh");
    },
  ];
  for (const script of scripts) {
    const { child, events, ends, said } = world();
    child.run(script);
    events.advance(1);
    assert.deepEqual([ends, said()], [[{ exitCode: 1, signal: null }], "/bin/x: oh\n"]);
  }
});

test("signals: by default the end; ignored, nothing; handled, a call", () => {
  const { child, events, ends } = world();
  const heard: string[] = [];
  child.on("SIGTERM", "ignore");
  child.on("SIGUSR1", (name) => heard.push(name));
  child.raise("SIGTERM");
  child.raise(10);
  child.receive("SIGCHLD");
  child.receive(null);
  assert.deepEqual([heard, ends], [[], []], "a handler is called as an event of its own");
  events.advance(0);
  assert.deepEqual(heard, ["SIGUSR1"]);
  child.on("SIGTERM", "default");
  child.receive("SIGTERM");
  child.receive("SIGKILL");
  assert.deepEqual(ends, [{ exitCode: null, signal: "SIGTERM" }]);
  assert.equal(child.living, false);
  for (const none of ["SIGKILL", "SIGSTOP"])
    assert.throws(() => child.on(none, "ignore"), RangeError);
});

test("stopped it does nothing, and goes on where it was; SIGKILL does not wait for that", () => {
  const { child, events, ends } = world();
  const at: number[] = [];
  child.run(function* () {
    yield* child.wait(1);
    at.push(events.now());
    yield* child.wait(100);
  });
  child.receive("SIGSTOP");
  child.receive("SIGTERM");
  assert.equal(child.stopped, true);
  events.advance(5);
  assert.deepEqual([at, ends], [[], []]);
  child.on("SIGTERM", "ignore");
  child.receive("SIGCONT");
  events.advance(0);
  assert.deepEqual([at, ends], [[], [{ exitCode: null, signal: "SIGTERM" }]]);
  const other = world();
  other.child.receive("SIGSTOP");
  other.child.receive("SIGKILL");
  assert.deepEqual(other.ends, [{ exitCode: null, signal: "SIGKILL" }]);
});

test("SIGTSTP can be handled, and leaves the process group to whom it belongs", () => {
  const { child, events } = world();
  const heard: string[] = [];
  child.on("SIGTSTP", (name) => heard.push(name));
  child.receive("SIGTSTP");
  events.advance(0);
  assert.deepEqual([heard, child.stopped], [["SIGTSTP"], false]);
  child.setsid();
  assert.equal(child.group, child.pid);
});

test("a broken pipe ends it, unless it has thought of that", () => {
  const { child, ends } = world();
  child.on("SIGPIPE", "ignore");
  assert.equal(child.brokenPipe(), true);
  child.on("SIGPIPE", "default");
  assert.equal(child.brokenPipe(), false);
  assert.deepEqual(ends, [{ exitCode: null, signal: "SIGPIPE" }]);
});

test("with the power of its host it ends unseen", () => {
  const { child, events, ends } = world();
  let on = false;
  child.run(function* () {
    yield* child.wait(1);
    on = true;
  });
  child.vanish();
  events.advance(2);
  assert.deepEqual([on, child.living, ends], [false, false, []]);
});
