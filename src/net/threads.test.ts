import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf } from "./members.test-fixture.ts";
import { IReactorFromThreads, IReactorInThreads, IReactorThreads, IThreadPool } from "./threads.ts";

test("IReactorThreads: the members of Twisted's, and it is both halves", () => {
  assert.deepEqual(membersOf(IReactorFromThreads), ["callFromThread()"]);
  assert.deepEqual(membersOf(IReactorInThreads), ["callInThread()", "deferToThread()"]);
  for (const member of ["getThreadPool()", "suggestThreadPoolSize()"])
    assert.ok(membersOf(IReactorThreads).includes(member), member);
  assert.ok(IReactorThreads.isOrExtends(IReactorFromThreads));
  assert.ok(IReactorThreads.isOrExtends(IReactorInThreads));
});

test("IThreadPool: what can be asked of a pool, and no more", () =>
  assert.deepEqual(membersOf(IThreadPool), [
    "adjustPoolsize()",
    "max",
    "min",
    "threads",
    "waiting",
    "working",
  ]));
