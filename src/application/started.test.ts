import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Deferred, type Failure } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { ServiceStartError } from "./errors.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";
import { started } from "./started.ts";

class Noting extends Service {
  readonly log: string[] = [];
  starting: Deferred<void> | undefined;
  override privilegedStartService(): void {
    this.log.push("privileged");
  }
  override startService(): Deferred<void> | undefined {
    super.startService();
    this.log.push("start");
    return this.starting;
  }
  override stopService(): void {
    super.stopService();
    this.log.push("stop");
  }
}

function errorOf(deferred: Deferred<unknown>): () => Error | undefined {
  let failure: Failure | undefined;
  deferred.addErrback((reason) => {
    failure = reason;
  });
  return () => failure?.value;
}

test("it starts a service, which the end of the block stops", async () => {
  const service = new Noting();
  {
    await using same = await started(service);
    assert.equal(same, service);
    assert.deepEqual(service.log, ["privileged", "start"]);
  }
  assert.deepEqual(service.log, ["privileged", "start", "stop"]);
});

test("the end of the block waits for the stop, and fails with it", async () => {
  class Slow extends Noting {
    override async stopService(): Promise<void> {
      super.stopService();
      await null;
      this.log.push("stopped");
      if (this.log.length > 4) throw new Error("no disk");
    }
  }
  const service = new Slow();
  {
    await using _ = await started(service);
  }
  assert.deepEqual(service.log, ["privileged", "start", "stop", "stopped"]);
  await assert.rejects(async () => {
    await using _ = await started(service);
  }, /no disk/);
});

test("a start that fails is undone, whatever the root is; the error says where", () => {
  for (const inTree of [false, true]) {
    const service = new Noting();
    service.starting = new Deferred();
    const root = inTree ? new MultiService() : service;
    if (inTree) service.setServiceParent(root as MultiService);
    const error = errorOf(started(root));
    assert.equal(error(), undefined);
    service.starting.errback(new Error("no disk"));
    const seen = error();
    assert.ok(seen instanceof ServiceStartError);
    assert.equal(seen.path, inTree ? "MultiService/Noting" : "Noting");
    assert.deepEqual(service.log, ["privileged", "start", "stop"]);
  }
});

test("cancelled, by itself or its signal: it is stopped, and nothing of it is left", () => {
  for (const how of ["cancel", "abort"]) {
    const service = new Noting();
    service.starting = new Deferred();
    const abort = new AbortController();
    const starting = started(service, { signal: abort.signal });
    const error = errorOf(starting);
    if (how === "cancel") starting.cancel();
    else abort.abort();
    assert.ok(error() instanceof CancelledError);
    assert.deepEqual(service.log, ["privileged", "start", "stop"]);
  }
});

test("a stop that fails does not hide why the start has failed", () => {
  class Broken extends Noting {
    override stopService(): void {
      throw new Error("no network");
    }
  }
  const service = new Broken();
  service.starting = new Deferred();
  const error = errorOf(started(service));
  const events = capturedLogs(() => service.starting?.errback(new Error("no disk")));
  assert.match(String(error()), /no disk/);
  assert.equal(events.length, 1);
});
