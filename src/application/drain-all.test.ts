import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { drainAll } from "./drain-all.ts";
import { type DrainOptions, IDrainableService } from "./interfaces.ts";
import { Service } from "./service.ts";

class Drainable extends Service implements IDrainableService {
  static {
    implementer(IDrainableService)(this);
  }
  readonly drained = new Deferred<void>();
  given: DrainOptions | undefined;
  drainService(options: DrainOptions): Deferred<void> {
    this.given = options;
    return this.drained;
  }
}

test("all are drained at the same time, with the same time limit; those that cannot are left out", () => {
  const [first, second] = [new Drainable(), new Drainable()];
  const options = { signal: new AbortController().signal };
  const all = drainAll([first, new Service(), second], options);
  assert.deepEqual([first.given, second.given], [options, options]);
  second.drained.callback(undefined);
  assert.equal(all.called, false);
  first.drained.callback(undefined);
  assert.deepEqual([all.called, all.result], [true, undefined]);
});

test("nothing to drain is drained", () => {
  assert.equal(drainAll([], {}).called, true);
});

test("what goes wrong is logged with its place, and the others are waited for", () => {
  const [bad, good] = [new Drainable(), new Drainable()];
  bad.setName("db");
  const events = capturedLogs(() => {
    const all = drainAll([bad, good], {});
    bad.drained.errback(new Error("stuck"));
    assert.equal(all.called, false);
    good.drained.callback(undefined);
    assert.equal(all.called, true);
  });
  assert.equal(events.length, 1);
  assert.match(formatEvent(events[0]!), /^db has not been drained in order/);
});
