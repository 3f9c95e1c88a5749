import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { IReactorThreads, ReactorNotRestartable } from "../net/index.ts";
import { errorsOf, FakePlatform } from "./fake-platform.test-fixture.ts";
import { FakeThreads } from "./fake-threads.test-fixture.ts";
import { Reactor } from "./reactor.ts";

function world() {
  const fake = new FakePlatform();
  const platform = new FakeThreads();
  const reactor = new Reactor({ ...fake.platform, threads: platform });
  return { fake, reactor, threads: platform.threads };
}

test("a reactor on a platform with threads is an IReactorThreads, with one pool", () => {
  const { reactor } = world();
  assert.ok(IReactorThreads.providedBy(reactor));
  assert.equal(reactor.getThreadPool(), reactor.getThreadPool());
  reactor.suggestThreadPoolSize(7);
  assert.equal(reactor.getThreadPool().max, 7);
});

test("a module is an absolute URL; what is none is refused at once, with what to write instead", () => {
  const { reactor, threads } = world();
  for (const [module, advice] of [
    ["./x.js", /give new URL\("\.\/x\.js", import\.meta\.url\)$/],
    ["/x.js", /give new URL\("\/x\.js", import\.meta\.url\)$/],
    ["lodash", /give import\.meta\.resolve\("lodash"\)$/],
    [function work() {}, /cannot be given a function \(work\): give the URL of a module/],
  ] as const)
    assert.throws(
      () => reactor.deferToThread(module as string, "f", []),
      (error: Error) => error instanceof TypeError && advice.test(error.message),
      String(module),
    );
  for (const module of ["node:zlib", "file:///x.js", new URL("file:///x.js"), import.meta.url])
    reactor.deferToThread(module, "f", []).addErrback(() => {});
  assert.equal(threads.length, 2);
});

test("an export is a name, and the arguments are a list", () => {
  const { reactor, threads } = world();
  assert.throws(
    () => reactor.deferToThread("node:zlib", world as never, []),
    /calls an export by its name, and was given: a function \(world\)/,
  );
  assert.throws(() => reactor.deferToThread("node:zlib", "f", "x" as never), /are to be an array/);
  assert.throws(
    () => reactor.deferToThread("node:zlib", "f", [1, new Deferred()]),
    /^NotCloneableError: f\(\): arguments\[1\] is a Deferred: wait for it$/,
  );
  assert.equal(threads.length, 0);
});

test("callInThread: what it fails with is logged, with what was called", () => {
  const { reactor, threads } = world();
  const logged = capturedLogs(() => {
    reactor.callInThread("node:zlib", "good", []);
    reactor.callInThread("node:zlib", "bad", []);
    threads[0]!.gives(1);
    threads[1]!.throws(new RangeError("on purpose"));
  });
  assert.deepEqual(errorsOf(logged).map(String), ["RangeError: on purpose"]);
  assert.deepEqual([logged[0]!.name, logged[0]!.module], ["bad", "node:zlib"]);
});

test("R11: a reactor that has stopped takes no call", () => {
  const { fake, reactor } = world();
  const stopped = reactor.run();
  reactor.stop();
  fake.pass(1);
  assert.ok(stopped.called, "where no thread was ever wanted there is none to wait for");
  assert.throws(() => reactor.deferToThread("node:zlib", "f", []), ReactorNotRestartable);
});
