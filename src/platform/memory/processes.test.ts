import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import {
  getProcessOutput,
  getProcessOutputAndValue,
  getProcessValue,
} from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { ChildProcess, Command, ExitStatus } from "../process-port.ts";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";

// What the port asks of processes is in the conformance suite, which test/conformance/processes.test.ts runs on these too.

function world() {
  const network = new MemoryNetwork();
  const platform = network.host("a");
  network.executable("/usr/bin/sort", function* (child) {
    const lines = text((yield* child.stdin.readAll()) as Uint8Array)
      .split("\n")
      .filter(Boolean);
    yield* child.wait(0.5);
    yield* child.stdout.write(utf8(`${lines.sort().join("\n")}\n`));
  });
  network.executable("/bin/sleep", (child) => child.wait(Number(child.args[1])));
  return { network, platform };
}

const command = (executable: string, ...args: string[]): Command => ({
  executable,
  args: [executable, ...args],
  env: {},
  descriptors: new Map([
    [0, "pipe"],
    [1, "pipe"],
  ]),
  leader: true,
});

/** Spawn it, and write down how it ends and what its pipes say. */
function run({ network, platform }: ReturnType<typeof world>, asked: Command) {
  const seen: { status: ExitStatus | null; child: ChildProcess | null; sinks: Sink[] } = {
    status: null,
    child: null,
    sinks: [],
  };
  platform.processes.spawn(asked).addCallback((child) => {
    seen.child = child;
    seen.sinks = [...child.pipes.values()].map((pipe) => new Sink(pipe));
    child.start({
      exited: (status) => {
        seen.status = status;
      },
    });
  });
  network.advance(0);
  return seen;
}

test("getProcessOutput and its kin run scripts, which take simulated time", () => {
  const { network, platform } = world();
  const reactor = reactorOn(platform);
  const sorted = outcome(
    getProcessOutputAndValue(reactor, "sort", [], { stdinBytes: utf8("b\na\n") }),
  );
  const value = outcome(getProcessValue(reactor, "sleep", ["1"]));
  network.advance(0.4);
  assert.deepEqual([sorted.now, value.now], ["waiting", "waiting"]);
  network.advance(0.2);
  const { out, code } = sorted.now as { out: Uint8Array; code: number };
  assert.deepEqual([text(out), code], ["a\nb\n", 0]);
  network.advance(1);
  assert.equal(value.now, 0);
  assert.equal(outcome(getProcessOutput(reactor, "none")).now, "failed SpawnError");
  assert.deepEqual(network.processes("a"), []);
});

test("what runs is seen, with its group; SIGSTOP and SIGCONT stop it and let it go on", () => {
  const here = world();
  const { network } = here;
  const seen = run(here, command("sleep", "10"));
  const { pid } = seen.child!;
  const row = { pid, parent: 1, group: pid, executable: "/bin/sleep", args: ["sleep", "10"] };
  assert.deepEqual(network.processes("a"), [{ ...row, state: "running" }]);
  seen.child!.signal("SIGSTOP", "child");
  assert.equal(network.processes("a")[0]!.state, "stopped");
  network.advance(100);
  assert.equal(seen.status, null);
  seen.child!.signal("SIGCONT", "child");
  network.advance(0);
  assert.deepEqual(seen.status, { exitCode: 0, signal: null });
});

test("a group is all that its leader began and who did not leave it", () => {
  const here = world();
  const { network } = here;
  network.executable("/bin/parent", (child) => {
    child.fork(() => undefined);
    child.fork((grandchild) => grandchild.setsid());
    return 0;
  });
  const seen = run(here, command("parent"));
  network.advance(0);
  const { child } = seen;
  assert.deepEqual(seen.status, { exitCode: 0, signal: null });
  assert.equal(child!.groupLives(), true);
  assert.throws(() => child!.signal(0, "child"), { code: "ESRCH" });
  child!.signal(0, "group");
  child!.signal("SIGTERM", "group");
  assert.equal(child!.groupLives(), false);
  assert.throws(() => child!.signal("SIGTERM", "group"), { code: "ESRCH" });
  assert.throws(() => child!.signal("SIGNONE", "group"), { code: "EINVAL" });
});

test("one that leads no group is signalled alone", () => {
  const here = world();
  const seen = run(here, { ...command("sleep", "9"), leader: false });
  assert.equal(seen.child!.groupLives(), false);
  seen.child!.signal("SIGKILL", "group");
  here.network.advance(0);
  assert.deepEqual(seen.status, { exitCode: null, signal: "SIGKILL" });
});

test("a crash of the host ends them unseen; when it is back nobody is there", () => {
  const here = world();
  const { network } = here;
  const seen = run(here, command("sleep", "5"));
  network.crash("a");
  network.advance(10);
  network.restart("a");
  network.advance(10);
  assert.deepEqual([seen.status, seen.sinks.map(({ events }) => events)], [null, [[], []]]);
  assert.deepEqual(network.processes("a"), []);
});

test("a program that dies leaves its children behind, with broken pipes", () => {
  const here = world();
  const { network } = here;
  const log: unknown[] = [];
  network.executable("/bin/talker", function* (child) {
    child.on("SIGPIPE", "ignore");
    log.push(yield* child.stdin.read());
    const thrown = outcome(child.stdout.write(utf8("x")));
    log.push(thrown.now);
    yield* child.wait(100);
  });
  const seen = run(here, command("talker"));
  network.advance(0);
  network.kill("a");
  network.advance(1);
  assert.deepEqual(log, [null, "failed EPIPE"]);
  assert.deepEqual([seen.status, network.processes("a").length], [null, 1]);
  network.advance(100);
  assert.equal(network.processes("a").length, 0);
});

test("a paused host pauses its children too", () => {
  const here = world();
  const { network } = here;
  const seen = run(here, command("sleep", "5"));
  network.pause("a");
  network.advance(100);
  assert.equal(network.processes("a").length, 1);
  network.resume("a");
  network.advance(0);
  assert.deepEqual(seen.status, { exitCode: 0, signal: null });
});

test("pipes are descriptors, of which there may be too few", () => {
  const here = world();
  const { network, platform } = here;
  network.limit("a", { descriptors: 3 });
  const first = run(here, command("sleep", "1"));
  assert.equal(outcome(platform.processes.spawn(command("sleep", "1"))).now, "failed EMFILE");
  for (const { socket } of first.sinks) socket!.close();
  assert.notEqual(run(here, command("sleep", "1")).child, null);
});

test("a folder that is not there, a file that is no program, and one of another host", () => {
  const { network, platform } = world();
  network.host("b");
  network.executable("/etc/motd", null);
  network.executable("/bin/only-b", () => 0, { host: "b" });
  const outcomes = [
    { ...command("sleep"), directory: "/none" },
    command("/etc/motd"),
    command("only-b"),
  ].map((asked) => outcome(platform.processes.spawn(asked)).now);
  assert.deepEqual(outcomes, ["failed ENOENT", "failed EACCES", "failed ENOENT"]);
});
