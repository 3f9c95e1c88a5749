import assert from "node:assert/strict";
import test from "node:test";
import { implementer, verifyObject } from "../components/index.ts";
import { Deferred, type Failure, fail } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ServiceStartError, ServiceStopError, ServiceTreeError } from "./errors.ts";
import {
  type DrainOptions,
  IDrainableService,
  IService,
  IServiceCollection,
} from "./interfaces.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";

const log: string[] = [];
class Noting extends Service {
  constructor(name: string) {
    super();
    this.setName(name);
  }
  override privilegedStartService(): void {
    log.push(`privileged ${this.name}`);
  }
  override startService(): void {
    super.startService();
    log.push(`start ${this.name}`);
  }
  override stopService(): Awaited {
    super.stopService();
    log.push(`stop ${this.name}`);
  }
}
type Awaited = void | Deferred<void>;

function failureOf(deferred: Deferred<unknown>): () => Failure | undefined {
  let failure: Failure | undefined;
  deferred.addErrback((reason) => {
    failure = reason;
  });
  return () => failure;
}

function three(make: (name: string) => Service = (name) => new Noting(name)): MultiService {
  log.length = 0;
  const multi = new MultiService();
  multi.setName("all");
  for (const name of ["a", "b", "c"]) make(name).setServiceParent(multi);
  return multi;
}

test("E6: privileged first, started in order, stopped in the reverse one", () => {
  const multi = three();
  verifyObject(IService, multi);
  verifyObject(IServiceCollection, multi);
  multi.privilegedStartService();
  assert.ok(multi.startService().called);
  assert.ok(multi.stopService().called);
  assert.deepEqual(log, [
    ...["privileged a", "privileged b", "privileged c"],
    ...["start a", "start b", "start c"],
    ...["stop c", "stop b", "stop a"],
  ]);
});

test("E6: stopping does not go one by one, and waits for all", () => {
  const waits: Deferred<void>[] = [];
  class Slow extends Noting {
    override stopService(): Deferred<void> {
      super.stopService();
      const wait = new Deferred<void>();
      waits.push(wait);
      return wait;
    }
  }
  const multi = three((name) => new Slow(name));
  multi.startService();
  const stopped = multi.stopService();
  assert.equal(waits.length, 3);
  for (const wait of waits) {
    assert.equal(stopped.called, false);
    wait.callback(undefined);
  }
  assert.ok(stopped.called);
});

test("E6: a service added to a running parent is started at once, privileged first", () => {
  const multi = three();
  multi.startService();
  log.length = 0;
  const late = new Noting("late");
  late.setServiceParent(multi);
  assert.deepEqual(log, ["privileged late", "start late"]);
  late.disownServiceParent();
  assert.deepEqual(log.slice(2), ["stop late"]);
  assert.equal(late.parent, null);
});

test("one that was taken out before its privileged start was done is not started", () => {
  const privileged = new Deferred<void>();
  class Slow extends Noting {
    override privilegedStartService(): Deferred<void> {
      return privileged;
    }
  }
  const multi = three();
  multi.startService();
  const slow = new Slow("slow");
  slow.setServiceParent(multi);
  slow.disownServiceParent();
  privileged.callback(undefined);
  assert.equal(slow.running, false);
});

test("a start that fails says which, begins no more, and stops in order what it had begun", () => {
  const thrown = new Error("no disk");
  class Broken extends Noting {
    override startService(): void {
      super.startService();
      if (this.name === "b") throw thrown;
    }
  }
  const root = new MultiService();
  three((name) => new Broken(name)).setServiceParent(root);
  root.privilegedStartService();
  log.length = 0;
  const failure = failureOf(root.startService());
  // What failed may have begun something; and `c` has its privileged start behind it.
  assert.deepEqual(log, ["start a", "start b", "stop c", "stop b", "stop a"]);
  const error = failure()?.value;
  assert.ok(error instanceof ServiceStartError);
  assert.equal(error.path, "MultiService/all/b");
  assert.equal(error.message, "MultiService/all/b has not started: no disk");
  assert.equal(error.cause, thrown);
  assert.equal(root.running, false);
  log.length = 0;
  assert.ok(root.stopService().called);
  assert.deepEqual(log, [], "there is nothing left to stop");
});

test("it has started when all have; at the first failure the others are cancelled, stopped, and waited for", () => {
  const waits = new Map<string | null, Deferred<void>>();
  const stops = new Map<string | null, Deferred<void>>();
  class Slow extends Noting {
    override startService(): Deferred<void> {
      const wait = new Deferred<void>(() => log.push(`cancel ${this.name}`));
      waits.set(this.name, wait);
      return wait;
    }
    override stopService(): Deferred<void> {
      super.stopService();
      const stop = new Deferred<void>();
      stops.set(this.name, stop);
      return stop;
    }
  }
  const started = three((name) => new Slow(name)).startService();
  for (const name of ["b", "a"]) waits.get(name)!.callback(undefined);
  assert.equal(started.called, false);
  waits.get("c")!.callback(undefined);
  assert.ok(started.called);

  const multi = three((name) => new Slow(name));
  multi.setServiceParent(new MultiService());
  const failing = multi.startService();
  const failure = failureOf(failing);
  waits.get("b")!.errback(new Error("no disk"));
  assert.deepEqual(log, ["cancel c", "stop c", "stop b", "cancel a", "stop a"]);
  assert.equal(multi.running, false);
  for (const name of ["c", "b", "a"]) {
    assert.equal(failing.called, false);
    stops.get(name)!.callback(undefined);
  }
  const error = failure()?.value;
  assert.ok(error instanceof ServiceStartError);
  assert.equal(error.path, "MultiService/all/b");
});

test("one that fails to stop keeps no other from stopping; it is logged once and reported", () => {
  class Broken extends Noting {
    override stopService(): Awaited {
      super.stopService();
      if (this.name === "b") return fail(new Error("no disk"));
      if (this.name === "c") throw new Error("no network");
    }
  }
  const root = new MultiService();
  three((name) => new Broken(name)).setServiceParent(root);
  root.startService();
  let error: unknown;
  const events = capturedLogs(() => {
    root.stopService().addErrback(({ value }) => {
      error = value;
    });
  });
  assert.deepEqual(log.slice(3), ["stop c", "stop b", "stop a"]);
  assert.ok(error instanceof ServiceStopError);
  assert.equal(error.path, "MultiService/all/c");
  assert.deepEqual(
    events.map(({ path }) => path),
    ["MultiService/all/c", "MultiService/all/b"],
  );
});

test("who is not there cannot be found, and strangers cannot be removed", () => {
  const multi = three();
  assert.throws(() => multi.getServiceNamed("d"), ServiceTreeError);
  assert.throws(() => multi.removeService(new Service()), ServiceTreeError);
  assert.throws(() => multi.addService(multi.getServiceNamed("a")), ServiceTreeError);
});

test("async services are waited for", async () => {
  const seen: string[] = [];
  class Async extends Service {
    override async startService(): Promise<void> {
      super.startService();
      await null;
      seen.push("started");
    }
    override async stopService(): Promise<void> {
      super.stopService();
      await null;
      seen.push("stopped");
    }
  }
  const multi = new MultiService();
  new Async().setServiceParent(multi);
  await multi.startService();
  await multi.stopService();
  assert.deepEqual(seen, ["started", "stopped"]);
});

test("drain: every service that can be is drained at once, however deep, before any is stopped", () => {
  const calls: string[] = [];
  class Drainable extends Service implements IDrainableService {
    static {
      implementer(IDrainableService)(this);
    }
    drainService({ signal }: DrainOptions): void {
      calls.push(`${this.name} ${signal?.aborted}`);
    }
  }
  const tree = new MultiService();
  const inner = new MultiService();
  inner.setServiceParent(tree);
  for (const [name, parent] of [
    ["a", inner],
    ["b", tree],
  ] as const) {
    const service = new Drainable();
    service.setName(name);
    service.setServiceParent(parent);
  }
  new Service().setServiceParent(tree);
  tree.startService();
  assert.equal(tree.drainService({ signal: new AbortController().signal }).called, true);
  assert.deepEqual([calls, tree.running], [["a false", "b false"], true]);
  assert.equal(tree.drainService().called, true);
});

test("services that it is made with have their names, and their order", () => {
  const services = { store: new Service(), web: new Service() };
  const shop = new MultiService({ oneByOne: true, services });
  assert.deepEqual([...shop], [services.store, services.web]);
  assert.equal(shop.getServiceNamed("web"), services.web);
  assert.equal(services.store.parent, shop);
  assert.throws(() => new MultiService({ services }), ServiceTreeError);
  const twice = new Service();
  assert.throws(() => new MultiService({ services: { a: twice, b: twice } }), ServiceTreeError);
});
