import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DrainOptions,
  IDrainableService,
  Service,
  type ServiceOptions,
} from "../application/index.ts";
import { implementer } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { DRAIN } from "./drain.ts";
import { runService } from "./run-service.ts";

class Busy extends Service implements IDrainableService {
  static {
    implementer(IDrainableService)(this);
  }
  readonly calls: string[] = [];
  answered: Deferred<void> = new Deferred();
  drainService({ signal }: DrainOptions): Deferred<void> {
    this.calls.push("drain");
    signal?.addEventListener("abort", () => this.calls.push("time is over"));
    return this.answered;
  }
  override stopService(): void {
    super.stopService();
    this.calls.push("stop");
  }
}

function running(options: ServiceOptions = { grace: 5 }, service: Service = new Busy()) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const terminal = {} as never;
  const hooks = DRAIN.join({ options, reactor, service, terminal, facts: new Map() });
  const status = runService(reactor, service, {
    complain: (error) => assert.fail(error),
    hooks: hooks ? [hooks] : [],
  });
  network.advance(1);
  const signal = (name: "SIGTERM" | "SIGINT") => network.signal("a", name);
  return { network, service: service as Busy, reactor, status, signal };
}

test("what was accepted is finished, then the services are stopped", () => {
  const { network, service, status, signal } = running();
  signal("SIGTERM");
  network.advance(3);
  assert.deepEqual([service.calls, service.running], [["drain"], true]);
  service.answered.callback(undefined);
  network.advance(0.1);
  assert.deepEqual([service.calls, status.result], [["drain", "stop"], 0]);
  network.advance(100);
  assert.deepEqual(service.calls, ["drain", "stop"]);
});

test("after the grace connections are closed, and a second later nothing of them is waited for", () => {
  for (const [options, grace] of [
    [{ grace: 2 }, 2],
    [{ grace: 0 }, 0],
    [{}, 5],
  ] as const) {
    const { network, service, status, signal } = running(options);
    const events = capturedLogs(() => {
      signal("SIGTERM");
      if (grace > 0) network.advance(grace - 0.01);
      assert.deepEqual(service.calls.slice(0, 1), grace > 0 ? ["drain"] : []);
      network.advance(0.02);
      assert.deepEqual(service.calls, ["drain", "time is over"]);
      network.advance(1);
    });
    assert.deepEqual([service.calls, status.result], [["drain", "time is over", "stop"], 0]);
    assert.ok(events.map((event) => formatEvent(event)).some((text) => /in time/.test(text)));
  }
});

test("a second signal leaves out the rest of the grace", () => {
  const { network, service, status, signal } = running({ grace: 60 });
  signal("SIGTERM");
  network.advance(1);
  signal("SIGTERM");
  network.advance(0.1);
  assert.deepEqual([service.calls, status.result], [["drain", "stop"], 0]);
});

test("a service that cannot be drained is stopped at once; one whose drain fails is stopped, and it is logged", () => {
  const plain = running({}, new Service());
  plain.signal("SIGINT");
  plain.network.advance(0.01);
  assert.equal(plain.status.result, 0);
  const { network, service, status, signal } = running();
  const events = capturedLogs(() => {
    signal("SIGTERM");
    network.advance(1);
    service.answered.errback(new Error("stuck"));
    network.advance(1);
  });
  assert.deepEqual([service.calls, status.result], [["drain", "stop"], 0]);
  assert.ok(events.some(({ log_failure }) => String(log_failure).includes("stuck")));
});

test("--grace takes seconds, and nothing else", () => {
  const [option] = DRAIN.options;
  for (const [text, value] of [
    ["0", 0],
    ["2.5", 2.5],
    ["60", 60],
  ] as const)
    assert.equal(option?.parse?.(text), value);
  for (const text of ["", " ", "-1", "5s", "Infinity", "NaN"])
    assert.throws(() => option?.parse?.(text), /It has to be a number of seconds, 0 or more/);
});
