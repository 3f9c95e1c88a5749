import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { utf8 } from "../bytes/index.ts";
import { formatEvent, globalLogPublisher, type LogEvent } from "../logger/index.ts";
import { SpawnError } from "../net/index.ts";
import { MemoryNetwork, type ScriptedChild } from "../platform/memory/index.ts";
import { node } from "../platform/node/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { ProcessNameError } from "./errors.ts";
import { MultiService } from "./multi-service.ts";
import { ProcessMonitor, type ProcessMonitorOptions } from "./process-monitor.ts";

/** A host on which `/bin/p` is known: each of its children is in `children`. */
function world(options: ProcessMonitorOptions = {}) {
  const network = new MemoryNetwork();
  const children: ScriptedChild[] = [];
  network.executable("/bin/p", (child) => void children.push(child));
  const monitor = new ProcessMonitor(reactorOn(network.host("a")), options);
  monitor.setName("monitor");
  const living = (): ScriptedChild[] => children.filter((child) => child.living);
  return { network, monitor, children, living };
}

function logged(run: () => void): string[] {
  const events: LogEvent[] = [];
  const observer = (event: LogEvent): void => void events.push(event);
  globalLogPublisher.addObserver(observer);
  try {
    run();
  } finally {
    globalLogPublisher.removeObserver(observer);
  }
  return events.map(formatEvent);
}

describe("E15: ProcessMonitor", () => {
  test("starts what it has when it starts, and what is added after that at once", () => {
    const { network, monitor, living } = world();
    assert.equal(monitor.addProcess("one", ["/bin/p", "1"]).called, true);
    network.advance(1);
    assert.equal(living().length, 0);
    const started = monitor.startService();
    network.advance(1);
    assert.equal(started.called, true);
    monitor.addProcess("two", ["/bin/p", "2"], { env: { A: "b" }, path: "/tmp" });
    network.advance(1);
    assert.deepEqual(
      living().map(({ args, env, directory }) => [args[1], env.A, directory]),
      [
        ["1", undefined, "/"],
        ["2", "b", "/tmp"],
      ],
    );
    assert.deepEqual(monitor.names, ["one", "two"]);
    assert.equal(monitor.pidOf("two"), living()[1]!.pid);
  });

  test("one that dies is started again, and the log says how it has ended", () => {
    const { network, monitor, living, children } = world();
    monitor.addProcess("one", ["/bin/p"]);
    monitor.startService();
    network.advance(10);
    const lines = logged(() => {
      children[0]!.exit(3);
      network.advance(0.1);
    });
    assert.equal(children.length, 2);
    assert.equal(living().length, 1);
    assert.match(lines.join("\n"), /monitor: one: .*exit code 3; it is started again now/);
  });

  test("what it prints is in the log, with its name", () => {
    const { network, monitor, children } = world();
    monitor.addProcess("one", ["/bin/p"]);
    monitor.startService();
    network.advance(1);
    const lines = logged(() => {
      children[0]!.stdout.write(utf8("hello\nwor"));
      network.advance(1);
      children[0]!.stdout.write(utf8("ld\n"));
      network.advance(1);
    });
    assert.deepEqual(lines, ["[one] hello", "[one] world"]);
  });

  test("stopService waits for one that does not want to end, and kills it", () => {
    const { network, monitor, children, living } = world({ killTime: 3 });
    monitor.addProcess("one", ["/bin/p"]);
    monitor.addProcess("two", ["/bin/p"]);
    monitor.startService();
    network.advance(1);
    children[1]!.on("SIGTERM", "ignore");
    const stopped = monitor.stopService();
    network.advance(2.9);
    assert.equal(stopped.called, false);
    assert.equal(living().length, 1);
    network.advance(0.2);
    assert.equal(stopped.called, true);
    assert.equal(living().length, 0);
  });

  test("a stop at any moment of a life leaves nobody, and a start after that all of them", () => {
    for (let tenths = 0; tenths < 60; tenths++) {
      const { network, monitor, living } = world({ killTime: 1 });
      let runs = 0;
      network.executable("/bin/brief", (child) => child.wait(0.25 + (runs++ % 3)));
      monitor.addProcess("p", ["/bin/p"]);
      monitor.addProcess("brief", ["/bin/brief"]);
      monitor.startService();
      network.advance(tenths / 10);
      const stopped = monitor.stopService();
      const ran = runs;
      network.advance(10);
      assert.equal(stopped.called, true, `stopped after ${tenths / 10} s`);
      assert.equal(living().length, 0);
      assert.ok(runs <= ran + 1, "nothing is started again");
      monitor.startService();
      network.advance(0.2);
      assert.equal(living().length, 1);
    }
  });

  test("a program that is not there fails the start, and by name, at once", () => {
    const { network, monitor } = world();
    monitor.addProcess("one", ["/bin/missing"]);
    let why: unknown;
    monitor.startService().addErrback(({ value }) => {
      why = value;
    });
    network.advance(1);
    assert.ok(why instanceof SpawnError);
    assert.match(why.message, /\/bin\/missing/);
  });

  test("one that is added and cannot be started has not been added", () => {
    const { network, monitor } = world();
    monitor.startService();
    const failures: unknown[] = [];
    monitor
      .addProcess("one", ["/bin/missing"])
      .addErrback(({ value }) => void failures.push(value));
    network.advance(1);
    assert.equal(failures.length, 1);
    assert.deepEqual(monitor.names, []);
  });

  test("removeProcess, stopProcess, startProcess and restartAll", () => {
    const { network, monitor, children, living } = world();
    for (const name of ["one", "two", "three"]) monitor.addProcess(name, ["/bin/p", name]);
    const names = (): unknown[] =>
      living()
        .map(({ args }) => args[1])
        .sort();
    monitor.startService();
    network.advance(1);
    const removed = monitor.removeProcess("one");
    const stopped = monitor.stopProcess("two");
    network.advance(100);
    assert.ok(removed.called && stopped.called);
    assert.deepEqual([names(), monitor.names], [["three"], ["two", "three"]]);
    const restarted = monitor.restartAll();
    network.advance(1);
    assert.equal(restarted.called, true);
    assert.deepEqual([names(), children.length], [["three"], 4]);
    monitor.startProcess("two");
    network.advance(1);
    assert.deepEqual(names(), ["three", "two"]);
  });

  test("stopService waits for one that was removed and has not ended yet", () => {
    const { network, monitor, children, living } = world({ killTime: 3 });
    monitor.addProcess("one", ["/bin/p"]);
    monitor.startService();
    network.advance(1);
    children[0]!.on("SIGTERM", "ignore");
    // Who waits for it may lose interest.
    monitor
      .removeProcess("one")
      .addErrback(() => {})
      .cancel();
    monitor.addProcess("one", ["/bin/p"]);
    network.advance(0.5);
    const stopped = monitor.stopService();
    network.advance(1);
    assert.deepEqual([stopped.called, living().length], [false, 1]);
    network.advance(3);
    assert.deepEqual([stopped.called, living().length], [true, 0]);
  });

  test("names are known once, and missing ones are said", () => {
    const { monitor } = world();
    monitor.addProcess("one", ["/bin/p"]);
    assert.throws(() => monitor.addProcess("one", ["/bin/p"]), ProcessNameError);
    assert.throws(() => monitor.removeProcess("two"), /no process named two; .*: one/);
    assert.throws(() => monitor.addProcess("none", []), RangeError);
    assert.throws(
      () => new ProcessMonitor(reactorOn(new MemoryNetwork().host("a")), { killTime: -1 }),
      RangeError,
    );
  });
});

test("E15: on the host: a shell with a child of its own is ended, and killed where it does not end", async () => {
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const tree = new MultiService();
  const monitor = new ProcessMonitor(reactor, { killTime: 0.2 });
  await monitor.setServiceParent(tree);
  monitor.addProcess("stubborn", [
    "/bin/sh",
    "-c",
    "trap '' TERM; echo up; while :; do sleep 1; done",
  ]);
  await tree.startService();
  const pid = monitor.pidOf("stubborn")!;
  await tree.stopService();
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  reactor.stop();
  await stopped;
});
