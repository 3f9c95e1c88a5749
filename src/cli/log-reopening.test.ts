import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService } from "../application/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { LOG_REOPENING } from "./log-reopening.ts";
import { runService } from "./run-service.ts";

function running(reopen: (() => void) | null) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const service = new MultiService();
  const hooks = LOG_REOPENING.join({
    reactor,
    service,
    log: { observer: () => {}, reopen, rotateIfDue: null, flush: () => {}, end: () => {} },
  } as never);
  runService(reactor, service, { complain: () => 1, hooks: hooks === null ? [] : [hooks] });
  network.advance(0);
  const hup = (): boolean => {
    network.signal("a", "SIGHUP");
    network.advance(0);
    return reactor.running;
  };
  return { hooks, hup, stop: () => network.signal("a", "SIGTERM"), network, reactor };
}

test("SIGHUP opens the log anew, each time, and does not stop the program", () => {
  let times = 0;
  const { hup, stop, network, reactor } = running(() => {
    times += 1;
  });
  assert.deepEqual([hup(), hup(), times], [true, true, 2]);
  stop();
  network.advance(0);
  assert.ok(!reactor.running);
});

test("where that fails it is logged, and the program goes on", () => {
  const { hup, stop, network } = running(() => {
    throw new RangeError("no room");
  });
  const events = capturedLogs(() => assert.ok(hup()));
  assert.match(JSON.stringify(events.map((event) => event.log_format)), /cannot open the log anew/);
  stop();
  network.advance(0);
});

test("without a log file it ends the program", () => {
  const { hooks, hup } = running(null);
  assert.deepEqual([hooks, hup()], [null, false]);
});
