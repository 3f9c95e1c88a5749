/** `oneByOne`: each service may rely on those before it, from its start to its stop. */
import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Deferred, Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ServiceStartError, ServiceStopError } from "./errors.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";

/** Its steps wait until the test says how they end: `log` has "start a", `pending` what waits, by the same names. */
class World {
  readonly log: string[] = [];
  readonly pending = new Map<string, Deferred<void>>();
  readonly root = new MultiService({ oneByOne: true });

  constructor(...names: readonly string[]) {
    for (const name of names) this.service(name).setServiceParent(this.root);
  }

  service(name: string): Service {
    const step = (what: string): Deferred<void> => {
      const event = `${what} ${name}`;
      this.log.push(event);
      const wait = new Deferred<void>(() => {
        this.log.push(`cancel ${event}`);
        this.pending.delete(event);
      });
      this.pending.set(event, wait);
      return wait;
    };
    class Stepping extends Service {
      override privilegedStartService(): Deferred<void> {
        return step("privileged");
      }
      override startService(): Deferred<void> {
        super.startService();
        return step("start");
      }
      override stopService(): Deferred<void> {
        super.stopService();
        return step("stop");
      }
    }
    const service = new Stepping();
    service.setName(name);
    return service;
  }

  /** End the step of this name. */
  done(event: string, error?: Error): void {
    const wait = this.pending.get(event);
    assert.ok(wait, `${event} does not wait, but ${[...this.pending.keys()]}`);
    this.pending.delete(event);
    if (error === undefined) wait.callback(undefined);
    else wait.errback(error);
  }

  /** End all steps that there are, in order, until there are none; gives their names. */
  finish(): readonly string[] {
    const from = this.log.length;
    for (let next = this.#first(); next !== undefined; next = this.#first()) this.done(next);
    return this.log.slice(from);
  }

  #first(): string | undefined {
    return this.pending.keys().next().value;
  }

  /** Run, with all services started. */
  run(): this {
    const started = this.root.startService();
    this.finish();
    assert.ok(started.called);
    this.log.length = 0;
    return this;
  }
}

function outcome(deferred: Deferred<unknown>): () => unknown {
  let seen: unknown = "waits";
  deferred.addBoth((result) => {
    seen = result instanceof Failure ? result.value : result;
  });
  return () => seen;
}

test("each starts when the one before has, privileged and not, and stops when the one behind has", () => {
  const world = new World("a", "b");
  const { root, log } = world;
  const privileged = outcome(root.privilegedStartService());
  // It does not have to be waited for.
  const started = outcome(root.startService());
  const steps = ["privileged a", "privileged b", "start a", "start b", "stop b", "stop a"];
  for (const [index, step] of steps.slice(0, 4).entries()) {
    assert.deepEqual(log, steps.slice(0, index + 1));
    assert.equal(privileged(), index < 2 ? "waits" : undefined);
    assert.equal(started(), "waits");
    world.done(step);
  }
  assert.equal(started(), undefined);
  const stopped = outcome(root.stopService());
  for (const [index, step] of steps.slice(4).entries()) {
    assert.deepEqual(log, steps.slice(0, index + 5));
    assert.equal(stopped(), "waits");
    world.done(step);
  }
  assert.equal(stopped(), undefined);
  assert.deepEqual(log, steps);
});

test("a start that fails: those before it are stopped in reverse, those behind it never begin", () => {
  const world = new World("a", "b", "c", "d");
  const started = outcome(world.root.startService());
  world.done("start a");
  world.done("start b");
  world.log.length = 0;
  const events = capturedLogs(() => world.done("start c", new Error("no disk")));
  assert.equal(world.root.running, false);
  assert.deepEqual(
    events.map(({ reason }) => reason),
    ["MultiService/c has not started: no disk"],
  );
  for (const step of ["stop c", "stop b", "stop a"]) {
    assert.equal(started(), "waits");
    world.done(step);
  }
  assert.deepEqual(world.log, ["stop c", "stop b", "stop a"]);
  const error = started();
  assert.ok(error instanceof ServiceStartError);
  assert.equal(error.path, "MultiService/c");
});

test("a privileged start that fails closes what it has opened, and the start that waits for it fails too", () => {
  const world = new World("a", "b");
  const privileged = outcome(world.root.privilegedStartService());
  const started = outcome(world.root.startService());
  world.done("privileged a");
  world.done("privileged b", new Error("EACCES"));
  assert.deepEqual(world.finish(), ["stop a"]);
  assert.deepEqual(world.log, ["privileged a", "privileged b", "stop b", "stop a"]);
  for (const error of [privileged(), started()]) {
    assert.ok(error instanceof ServiceStartError);
    assert.equal(error.path, "MultiService/b");
  }
  assert.equal(world.root.running, false);
});

test("a start that is cancelled half-way is undone, and a failing stop does not hide that", () => {
  const world = new World("a", "b", "c");
  const starting = world.root.startService();
  const started = outcome(starting);
  world.done("start a");
  starting.cancel();
  assert.deepEqual(world.log, ["start a", "start b", "cancel start b", "stop b"]);
  const events = capturedLogs(() => world.done("stop b", new Error("no disk")));
  assert.equal(events.length, 1);
  assert.equal(started(), "waits");
  world.done("stop a");
  assert.ok(started() instanceof CancelledError);
  assert.equal(world.root.running, false);
});

test("a stop during the start ends it: nothing more is begun, and what was is stopped", () => {
  const world = new World("a", "b", "c");
  const started = outcome(world.root.startService());
  world.done("start a");
  const stops = [outcome(world.root.stopService()), outcome(world.root.stopService())];
  assert.deepEqual(world.log, ["start a", "start b", "cancel start b", "stop b"]);
  world.done("stop b");
  assert.deepEqual([started(), ...stops.map((stop) => stop())], ["waits", "waits", "waits"]);
  world.done("stop a");
  const error = started();
  assert.ok(error instanceof CancelledError);
  assert.equal(error.message, "MultiService was stopped");
  assert.deepEqual([stops[0]!(), stops[1]!()], [undefined, undefined]);
});

test("a start during the stop waits for it; a stop after that has it never begin", () => {
  const world = new World("a", "b").run();
  world.root.stopService();
  const again = outcome(world.root.startService());
  assert.equal(world.root.running, true);
  world.done("stop b");
  world.done("stop a");
  assert.deepEqual(world.log, ["stop b", "stop a", "start a"]);
  world.finish();
  assert.equal(again(), undefined);

  world.root.stopService();
  const third = outcome(world.root.startService());
  const last = outcome(world.root.stopService());
  assert.deepEqual(world.finish(), ["stop a"]);
  assert.ok(third() instanceof CancelledError);
  assert.equal(last(), undefined);
  assert.equal(world.root.running, false);
});

test("added to one that runs, and to one that starts: each waits for those before it", () => {
  const world = new World("a", "b");
  const started = outcome(world.root.startService());
  const late = ["c", "d"].map((name) => outcome(world.service(name).setServiceParent(world.root)));
  world.done("start a");
  world.done("start b");
  assert.equal(started(), undefined, "the start is of those that were there");
  assert.deepEqual(world.log, ["start a", "start b", "privileged c"]);
  world.done("privileged c");
  world.done("start c", new Error("no disk"));
  assert.deepEqual(world.log.slice(2), ["privileged c", "start c", "privileged d", "stop c"]);
  world.finish();
  assert.ok(late[0]!() instanceof ServiceStartError, "it is stopped, and in the tree");
  assert.equal(late[1]!(), undefined);
  assert.deepEqual(
    [...world.root].map(({ name, running }) => `${name} ${running}`),
    ["a true", "b true", "c false", "d true"],
  );
  world.log.length = 0;
  world.root.stopService();
  world.finish();
  assert.deepEqual(world.log, ["stop d", "stop b", "stop a"]);
});

test("what waits to be started and is taken out, or all of it stopped, is not started", () => {
  const world = new World("a");
  world.root.startService().addErrback(() => {});
  const [b, c] = [world.service("b"), world.service("c")];
  const joined = [b, c].map((service) => outcome(service.setServiceParent(world.root)));
  assert.equal(outcome(b.disownServiceParent())(), undefined);
  world.root.stopService();
  world.finish();
  assert.deepEqual(world.log, ["start a", "cancel start a", "stop a"]);
  assert.deepEqual([joined[0]!(), joined[1]!()], [undefined, undefined]);
});

test("taken out during the start: it is stopped, and those behind it go on after that", () => {
  const world = new World("a", "b", "c");
  const started = outcome(world.root.startService());
  world.done("start a");
  const left = outcome(world.root.getServiceNamed("b").disownServiceParent() as Deferred<void>);
  world.root.getServiceNamed("c").disownServiceParent();
  assert.deepEqual(world.log, ["start a", "start b", "cancel start b", "stop b"]);
  assert.deepEqual([started(), left()], ["waits", "waits"]);
  world.done("stop b");
  assert.deepEqual([started(), left()], [undefined, undefined]);
  assert.equal(world.root.running, true);
});

test("taken out during the stop: it is stopped at once, and once", () => {
  const world = new World("a", "b", "c").run();
  const stopped = outcome(world.root.stopService());
  const left = outcome(world.root.getServiceNamed("b").disownServiceParent() as Deferred<void>);
  assert.deepEqual(world.log, ["stop c", "stop b"]);
  world.done("stop c");
  assert.deepEqual(world.log, ["stop c", "stop b", "stop a"]);
  world.done("stop a");
  assert.deepEqual([stopped(), left()], [undefined, "waits"]);
  world.done("stop b");
  assert.equal(left(), undefined);
});

test("moved while it is being stopped: it starts in its new place when that is done, and is not stopped there", () => {
  const world = new World("a", "b").run();
  const other = new MultiService();
  other.startService();
  const stopped = outcome(world.root.stopService());
  const a = world.root.getServiceNamed("a");
  const moved = outcome(a.setServiceParent(other) as Deferred<void>);
  assert.deepEqual(world.log, ["stop b", "stop a"]);
  world.done("stop a");
  assert.deepEqual(world.log, ["stop b", "stop a", "privileged a"]);
  world.finish();
  assert.deepEqual([stopped(), moved()], [undefined, undefined]);
  assert.deepEqual([a.running, a.parent], [true, other]);
  assert.deepEqual(world.log.slice(3), ["start a"]);
});

test("one that fails to stop keeps no other from being stopped", () => {
  const world = new World("a", "b").run();
  const stopped = outcome(world.root.stopService());
  capturedLogs(() => world.done("stop b", new Error("no disk")));
  world.done("stop a");
  assert.ok(stopped() instanceof ServiceStopError);
});

test("cancelling the stop: what it waits for is cancelled, one by one, and so is all that comes", () => {
  const world = new World("a", "b", "c").run();
  const patient = outcome(world.root.stopService());
  const hurried = world.root.stopService();
  world.done("stop c");
  hurried.cancel();
  assert.deepEqual(world.log, [
    ...["stop c", "stop b", "cancel stop b"],
    ...["stop a", "cancel stop a"],
  ]);
  assert.ok(outcome(hurried)() instanceof CancelledError);
  assert.equal(patient(), undefined);
});

test("a service may stop the whole from inside of its own start", () => {
  for (const oneByOne of [false, true]) {
    const root = new MultiService({ oneByOne });
    const log: string[] = [];
    class Hasty extends Service {
      override startService(): void {
        super.startService();
        log.push(`start ${this.name}`);
        if (this.name === "b") root.stopService();
      }
      override stopService(): void {
        if (this.running) log.push(`stop ${this.name}`);
        super.stopService();
      }
    }
    for (const name of ["a", "b", "c"]) {
      const service = new Hasty();
      service.setName(name);
      service.setServiceParent(root);
    }
    const started = outcome(root.startService());
    assert.ok(started() instanceof CancelledError);
    assert.deepEqual(log, ["start a", "start b", "stop b", "stop a"]);
    assert.equal(root.running, false);
  }
});
