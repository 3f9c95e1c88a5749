import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ServiceStartError, ServiceStopError } from "./errors.ts";
import { Service } from "./service.ts";
import { lifeOf } from "./service-life.ts";

/** A service whose starts and stops end when the test says so; `log` says what it was told, in order. */
class Scripted extends Service {
  readonly log: string[] = [];
  readonly starts: Deferred<void>[] = [];
  readonly stops: Deferred<void>[] = [];
  /** Gives a promise, which cannot be cancelled, where this is set. */
  promises = false;
  override startService(): Deferred<void> | Promise<void> {
    super.startService();
    this.log.push("start");
    const start = new Deferred<void>(() => this.log.push("cancel"));
    this.starts.push(start);
    return this.promises ? start.then() : start;
  }
  override stopService(): Deferred<void> {
    super.stopService();
    this.log.push("stop");
    const stop = new Deferred<void>();
    this.stops.push(stop);
    return stop;
  }
}

function outcome(deferred: Deferred<unknown>): () => unknown {
  let seen: unknown = "waits";
  deferred.addBoth((result) => {
    seen = result instanceof Failure ? result.value : result;
  });
  return () => seen;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("there is one life of each service", () => {
  const service = new Service();
  assert.equal(lifeOf(service), lifeOf(service));
  assert.notEqual(lifeOf(service), lifeOf(new Service()));
});

test("a step has true for its outcome when it is done; an error says which service it was", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  assert.equal(life.begun, false);
  assert.equal(outcome(life.start("privilegedStartService"))(), true);
  assert.equal(life.begun, true);
  const started = outcome(life.start("startService"));
  assert.equal(started(), "waits");
  const why = new Error("no disk");
  service.starts[0]!.errback(why);
  const error = started();
  assert.ok(error instanceof ServiceStartError);
  assert.deepEqual([error.path, error.cause], ["Scripted", why]);
  assert.equal(life.begun, true, "it may have begun something before it failed");
});

test("what was never begun is not stopped, what was is stopped once", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  assert.equal(outcome(life.stop())(), undefined);
  assert.deepEqual(service.log, []);
  life.start("startService");
  service.starts[0]!.callback(undefined);
  const stops = [outcome(life.stop()), outcome(life.stop())];
  assert.deepEqual(service.log, ["start", "stop"]);
  assert.deepEqual([stops[0]!(), stops[1]!()], ["waits", "waits"]);
  service.stops[0]!.callback(undefined);
  assert.deepEqual([stops[0]!(), stops[1]!()], [undefined, undefined]);
  life.stop();
  assert.deepEqual(service.log, ["start", "stop"]);
});

test("what somebody else has started is stopped", () => {
  const service = new Scripted();
  service.startService();
  lifeOf(service).stop();
  assert.deepEqual(service.log, ["start", "stop"]);
});

test("a stop cancels the start that it interrupts, whose outcome is false", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  const started = outcome(life.start("startService"));
  const stopped = outcome(life.stop());
  assert.deepEqual(service.log, ["start", "cancel", "stop"]);
  assert.equal(started(), "waits");
  service.stops[0]!.callback(undefined);
  assert.deepEqual([started(), stopped()], [false, undefined]);
});

test("a start that cannot be cancelled is waited for, and what it has made is stopped as well", async () => {
  const service = new Scripted();
  service.promises = true;
  const life = lifeOf(service);
  const started = outcome(life.start("startService"));
  const stopped = outcome(life.stop());
  assert.deepEqual(service.log, ["start", "stop"], "the stop may be what it waits for");
  service.stops[0]!.callback(undefined);
  await settled();
  assert.deepEqual([started(), stopped()], ["waits", "waits"]);
  service.starts[0]!.callback(undefined);
  await settled();
  assert.deepEqual(service.log, ["start", "stop", "stop"]);
  assert.deepEqual([started(), stopped()], ["waits", "waits"]);
  service.stops[1]!.callback(undefined);
  assert.deepEqual([started(), stopped()], [false, undefined]);
});

test("an interrupted start that ends with CancelledError has made nothing more; one that fails is logged", async () => {
  for (const error of [new CancelledError(), new Error("no disk")]) {
    const service = new Scripted();
    service.promises = true;
    const life = lifeOf(service);
    life.start("startService");
    life.stop();
    service.stops[0]!.callback(undefined);
    const events = await capturedLogs(async () => {
      service.starts[0]!.errback(error);
      await settled();
    });
    const cancelled = error instanceof CancelledError;
    assert.deepEqual(service.log, cancelled ? ["start", "stop"] : ["start", "stop", "stop"]);
    assert.equal(events.length, cancelled ? 0 : 1);
  }
});

test("a start waits for the stop before it, and is not begun if another stop comes", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  life.start("startService");
  service.starts[0]!.callback(undefined);
  life.stop();
  const again = outcome(life.start("startService"));
  const last = outcome(life.stop());
  const third = outcome(life.start("startService"));
  assert.deepEqual(service.log, ["start", "stop"]);
  service.stops[0]!.callback(undefined);
  assert.deepEqual([again(), last(), third()], [false, undefined, "waits"]);
  assert.deepEqual(service.log, ["start", "stop", "start"]);
  service.starts[1]!.callback(undefined);
  assert.equal(third(), true);
});

test("a service may be stopped from inside of its own start", () => {
  class Hasty extends Scripted {
    stopped: (() => unknown) | undefined;
    override startService(): Deferred<void> | Promise<void> {
      const started = super.startService();
      this.stopped = outcome(lifeOf(this).stop());
      return started;
    }
  }
  const service = new Hasty();
  const started = outcome(lifeOf(service).start("startService"));
  assert.deepEqual(service.log, ["start", "stop", "cancel"]);
  assert.equal(started(), "waits");
  service.stops[0]!.callback(undefined);
  assert.deepEqual([started(), service.stopped?.()], [false, undefined]);
});

test("a stop that fails is logged once and reported to all; the next start does not mind", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  life.start("startService");
  service.starts[0]!.callback(undefined);
  const stops = [outcome(life.stop()), outcome(life.stop())];
  const again = outcome(life.start("startService"));
  const events = capturedLogs(() => service.stops[0]!.errback(new Error("no disk")));
  assert.equal(events.length, 1);
  for (const stop of stops) {
    const error = stop();
    assert.ok(error instanceof ServiceStopError);
    assert.equal(error.message, "Scripted has not stopped in order: no disk");
  }
  assert.equal(again(), "waits");
  assert.deepEqual(service.log, ["start", "stop", "start"]);
});

test("cancelling a stop cancels what it waits for, be that a start that never ends", async () => {
  const service = new Scripted();
  service.promises = true;
  const life = lifeOf(service);
  const started = outcome(life.start("startService"));
  const patient = outcome(life.stop());
  const hurried = life.stop();
  const events = await capturedLogs(async () => {
    service.stops[0]!.callback(undefined);
    hurried.cancel();
  });
  assert.ok(outcome(hurried)() instanceof CancelledError);
  assert.deepEqual([started(), patient(), events], [false, undefined, []]);
  assert.equal(life.begun, false);
});

test("what was touched is stopped, though it was never started", () => {
  const service = new Scripted();
  const life = lifeOf(service);
  life.touch();
  life.stop();
  assert.deepEqual(service.log, ["stop"]);
});
