/** The pool under random interleavings of calls, outcomes, cancels, deaths, limits and time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { FakePlatform } from "./fake-platform.test-fixture.ts";
import { type FakeThread, FakeThreads } from "./fake-threads.test-fixture.ts";
import { Reactor } from "./reactor.ts";

type Step =
  | { readonly do: "call" | "gives" | "dies" | "cancel"; readonly which: number }
  | { readonly do: "adjust"; readonly min: number; readonly more: number }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "refuse"; readonly refuses: boolean };

const which = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("call" as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("gives" as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("dies", "cancel"), which }) },
  fc.record({
    do: fc.constant("adjust" as const),
    min: fc.nat(2),
    more: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ do: fc.constant("pass" as const), seconds: fc.nat(8) }),
  fc.record({ do: fc.constant("refuse" as const), refuses: fc.boolean() }),
);

class Model {
  readonly fake = new FakePlatform();
  readonly platform = new FakeThreads();
  readonly reactor = new Reactor({ ...this.fake.platform, threads: this.platform });
  readonly pool = this.reactor.getThreadPool();
  readonly results: Deferred<unknown>[] = [];
  /** How often each call has ended. */
  readonly ends: number[] = [];
  readonly dead = new Set<FakeThread>();
  /** The most threads that there may be: those beyond `max` that were there when it was made less go on. */
  most = 2;

  constructor() {
    this.reactor.run();
    this.pool.adjustPoolsize(0, 2, { maxWaiting: 3, idleSeconds: 5 });
  }

  get threads(): FakeThread[] {
    return this.platform.threads.filter((thread) => !this.dead.has(thread));
  }
  /** Those that have a call without an outcome, and are not terminated. */
  get busy(): FakeThread[] {
    return this.threads.filter((thread) => thread.busy && thread.terminated === 0);
  }

  take(step: Step): void {
    const pick = <T>(from: T[], n: number): T | undefined => from[n % Math.max(1, from.length)];
    if (step.do === "call") this.call();
    else if (step.do === "gives") pick(this.busy, step.which)?.gives(step.which);
    else if (step.do === "dies") this.die(pick(this.threads, step.which));
    else if (step.do === "cancel") pick(this.results, step.which)?.cancel();
    else if (step.do === "pass") this.fake.pass(step.seconds);
    else if (step.do === "refuse") this.platform.refuses = step.refuses ? new Error("no") : null;
    else if (step.do === "adjust") {
      this.pool.adjustPoolsize(step.min, Math.max(1, step.min + step.more));
      this.most = Math.max(this.threads.length, this.pool.max);
    }
    this.check();
  }

  call(): void {
    const number = this.ends.push(0) - 1;
    const result = this.reactor.deferToThread("node:zlib", String(number), []);
    result.addBoth(() => {
      this.ends[number]! += 1;
    });
    this.results.push(result);
  }

  die(thread: FakeThread | undefined): void {
    if (thread === undefined) return;
    this.dead.add(thread);
    thread.exits(1);
  }

  check(): void {
    const { pool, threads, busy } = this;
    this.most = Math.max(pool.max, Math.min(this.most, threads.length));
    assert.ok(
      this.ends.every((count) => count <= 1),
      "each ends at most once",
    );
    assert.equal(pool.threads, threads.length);
    assert.equal(pool.working, busy.length);
    assert.ok(pool.threads <= this.most, "no more threads than there may be");
    assert.ok(pool.waiting <= 3, "what waits is bounded");
    const pending = this.ends.filter((count) => count === 0).length;
    assert.equal(pending, busy.length + pool.waiting, "whoever has no end works or waits");
    assert.equal(this.fake.holds, pending > 0 ? 2 : 1, "the process is kept for who has none");
    const idle = threads.filter((thread) => !thread.busy && thread.terminated === 0);
    if (pool.waiting > 0) assert.equal(idle.length, 0, "nobody waits while a thread does nothing");
    if (pool.waiting > 0) assert.ok(threads.length >= pool.max, "nor while one could be started");
  }

  /** Every call ends, and no thread is left. */
  end(): void {
    for (let i = 0; this.busy.length + this.pool.waiting > 0; i++) {
      assert.ok(i < 1000, "it ends");
      this.busy[0]?.gives(1);
      for (const thread of this.threads) if (thread.terminated > 0) this.die(thread);
      this.check();
    }
    assert.ok(
      this.ends.every((count) => count === 1),
      "each has ended, once",
    );
    this.pool.adjustPoolsize(0, 1);
    this.fake.pass(10);
    assert.ok(
      this.threads.every(({ terminated }) => terminated === 1),
      "what does nothing ends",
    );
    const begun = this.platform.threads.flatMap(({ calls }) => calls).map(Number);
    assert.equal(new Set(begun).size, begun.length, "none is begun twice");
  }
}

test("every call ends once, whatever happens; threads and queue are bounded; nobody waits in vain", () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      capturedLogs(() => {
        const model = new Model();
        for (const each of steps) model.take(each);
        model.end();
      });
    }),
    { numRuns: 1000 },
  ));
