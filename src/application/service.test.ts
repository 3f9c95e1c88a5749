import assert from "node:assert/strict";
import test from "node:test";
import { registerAdapter, verifyObject } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import { ServiceRunningError, ServiceTreeError } from "./errors.ts";
import { IService, IServiceCollection } from "./interfaces.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";

test("it provides IService, and runs between start and stop", () => {
  const service = new Service();
  verifyObject(IService, service);
  assert.equal(service.running, false);
  service.privilegedStartService();
  assert.equal(service.running, false);
  service.startService();
  assert.equal(service.running, true);
  assert.throws(() => service.startService(), ServiceRunningError);
  service.stopService();
  service.stopService();
  assert.equal(service.running, false);
  assert.equal(String(service), "<Service Service>");
});

test("E6: a name can be given until there is a parent, and is unique in it", () => {
  const parent = new MultiService();
  const [first, second] = [new Service(), new Service()];
  first.setName("one");
  second.setName("one");
  first.setServiceParent(parent);
  assert.equal(first.name, "one");
  assert.throws(() => first.setName("two"), ServiceTreeError);
  assert.throws(() => second.setServiceParent(parent), ServiceTreeError);
  assert.equal(second.parent, null, "a mistake leaves it as it was");
  assert.equal(parent.getServiceNamed("one"), first);
});

test("E7: a service that has a parent leaves it first, and is stopped", () => {
  const [from, to] = [new MultiService(), new MultiService()];
  const log: string[] = [];
  const stopped = new Deferred<void>();
  class Noting extends Service {
    override startService(): void {
      super.startService();
      log.push("start");
    }
    override stopService(): Deferred<void> {
      super.stopService();
      log.push("stop");
      return stopped;
    }
  }
  from.startService();
  const service = new Noting();
  service.setServiceParent(from);
  const moved = service.setServiceParent(to);
  assert.deepEqual(log, ["start", "stop"]);
  assert.deepEqual([...from], []);
  assert.deepEqual([...to], [service]);
  assert.equal(service.parent, to);
  assert.equal(moved.called, false, "it waits for the stop");
  stopped.callback(undefined);
  assert.ok(moved.called);
});

test("a service without a parent cannot leave one, and none is its own ancestor", () => {
  assert.throws(() => new Service().disownServiceParent(), ServiceTreeError);
  const [outer, inner] = [new MultiService(), new MultiService()];
  inner.setServiceParent(outer);
  assert.throws(() => outer.setServiceParent(inner), ServiceTreeError);
  assert.throws(() => outer.setServiceParent(outer), ServiceTreeError);
});

test("the parent may be anything that can be adapted to a collection", () => {
  class Application {
    readonly services = new MultiService();
  }
  registerAdapter(Application, IServiceCollection, (application) => application.services);
  const application = new Application();
  const service = new Service();
  service.setServiceParent(application as unknown as IServiceCollection);
  assert.equal(service.parent, application.services);
});

test("a start that fails in a running parent fails setServiceParent", () => {
  const parent = new MultiService();
  parent.startService();
  const broken = new Error("broken");
  class Broken extends Service {
    override startService(): void {
      throw broken;
    }
  }
  let error: unknown;
  new Broken().setServiceParent(parent).addErrback(({ value }) => {
    error = value;
  });
  assert.ok(error instanceof Error);
  assert.equal(error.message, "MultiService/Broken has not started: broken");
  assert.equal(error.cause, broken);
});
