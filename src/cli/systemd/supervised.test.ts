import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, Service, StreamServerEndpointService } from "../../application/index.ts";
import { Deferred } from "../../deferred/index.ts";
import { serverFromString } from "../../endpoints/index.ts";
import { capturedLogs, formatEvent } from "../../logger/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { Run } from "../feature.ts";
import { runService } from "../run-service.ts";
import { supervised } from "./supervised.ts";

/** A program on a host with a `systemd-notify`, unless `path` is somewhere else, that says when and what it was told. */
function world({
  variables = {},
  options = {},
  path = "/usr/bin/systemd-notify",
  workers,
}: {
  variables?: Record<string, string>;
  options?: Run["options"];
  path?: string;
  workers?: Run["workers"];
} = {}) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const told: string[] = [];
  const forgotten: string[] = [];
  const all = { NOTIFY_SOCKET: "/run/systemd/notify", ...variables };
  for (const [name, value] of Object.entries(all))
    network.environment("a").variables.set(name, value);
  network.executable(path, ({ start }) => {
    told.push(`${Math.round(reactor.seconds())}: ${start.args.slice(1).join(" ")}`);
    return 0;
  });
  const service = new MultiService();
  const gate = new Deferred<void>();
  class Gated extends Service {
    override startService(): Deferred<void> {
      super.startService();
      return gate;
    }
  }
  const port = new StreamServerEndpointService(serverFromString(reactor, "tcp:80"), Protocol);
  port.setServiceParent(service);
  new Gated().setServiceParent(service);
  const feature = supervised({ forget: (name) => void forgotten.push(name) });
  const terminal = {} as Run["terminal"];
  const given = { reactor, service, options, terminal, facts: new Map() };
  const hooks = feature.join({ ...given, ...(workers && { workers }) });
  const run = () =>
    runService(reactor, service, { complain: () => 1, hooks: hooks === null ? [] : [hooks] });
  return { network, reactor, told, forgotten, hooks, gate, port, run };
}

test("READY is told when all services have started, ports open, and not before", () => {
  const { network, reactor, told, gate, port, run } = world();
  const status = run();
  network.advance(10);
  assert.notEqual(port.port, null);
  assert.deepEqual(told, ["0: STATUS=starting"]);
  gate.callback(undefined);
  network.advance(10);
  assert.equal(told[1], "10: READY=1 STATUS=listening on 0.0.0.0:80");
  network.signal("a", "SIGTERM");
  network.advance(10);
  assert.equal(told[2], "20: STOPPING=1 STATUS=stopping EXTEND_TIMEOUT_USEC=15000000");
  assert.deepEqual([told.length, status.called, reactor.running], [3, true, false]);
});

test("a program that does not start never says READY", () => {
  const { network, told, gate, run } = world();
  const status = run();
  network.advance(1);
  gate.errback(new Error("no"));
  network.advance(10);
  assert.equal(status.result, 1);
  assert.ok(
    told.every((line) => !line.includes("READY")),
    told.join("\n"),
  );
});

test("the watchdog is told at half of its time from READY until all has stopped", () => {
  const { network, told, gate, run } = world({ variables: { WATCHDOG_USEC: "20000000" } });
  run();
  network.advance(5);
  gate.callback(undefined);
  network.advance(36);
  const pings = (): string[] => told.filter((line) => line.includes("WATCHDOG=1"));
  assert.deepEqual(pings(), ["15: WATCHDOG=1", "25: WATCHDOG=1", "35: WATCHDOG=1"]);
  network.signal("a", "SIGTERM");
  network.advance(100);
  assert.equal(pings().length, 3);
});

test("how long the end may take is told where --grace says so", () => {
  const { network, told, gate, run } = world({ options: { grace: 60.5 } });
  run();
  gate.callback(undefined);
  network.advance(1);
  network.signal("a", "SIGTERM");
  network.advance(1);
  assert.match(told.at(-1)!, /STOPPING=1 STATUS=stopping EXTEND_TIMEOUT_USEC=70500000$/);
});

test("without a NOTIFY_SOCKET, and in a worker whose parent speaks for it, there is nothing to do", () => {
  const workers = { supervisor: { worker: 2 } } as Run["workers"];
  for (const options of [{ variables: { NOTIFY_SOCKET: "" } }, { workers }]) {
    const { hooks, forgotten } = world(options);
    assert.deepEqual([hooks, forgotten], [null, []]);
  }
});

test("children do not inherit what was for this process", () => {
  const { forgotten } = world();
  assert.deepEqual(forgotten, ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]);
});

test("without systemd-notify the program runs and ends as ever, and the log has a line", () => {
  const { network, gate, run } = world({
    path: "/opt/systemd-notify",
    variables: { WATCHDOG_USEC: "2000000" },
  });
  const said = capturedLogs(() => {
    const status = run();
    gate.callback(undefined);
    network.advance(60);
    network.signal("a", "SIGTERM");
    network.advance(60);
    assert.equal(status.result, 0);
  }).map((event) => formatEvent(event));
  const complaints = said.filter((line) => line.startsWith("systemd has not been told"));
  assert.equal(complaints.length, 1, complaints.join("\n"));
});

test("a systemd-notify that hangs delays the end by no more than its limits", () => {
  const { network, gate, run } = world();
  network.executable("/usr/bin/systemd-notify", () => undefined);
  const status = run();
  gate.callback(undefined);
  network.advance(1);
  network.signal("a", "SIGTERM");
  network.advance(25);
  assert.equal(status.called, true);
});
