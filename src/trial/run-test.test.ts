import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { Deferred, fail, TimeoutError } from "../deferred/index.ts";
import { Logger } from "../logger/index.ts";
import type { IDelayedCall } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { SkipTest, TestErrors } from "./errors.ts";
import { type Outcome, runTest } from "./run-test.ts";
import { TestCase } from "./test-case.ts";
import { planOf, type TestCaseClass } from "./test-options.ts";

const run = (kind: TestCaseClass): Promise<Outcome> => runTest(kind, "test", planOf(kind, "test"));
const errorOf = async (kind: TestCaseClass): Promise<Error> => {
  const outcome = await run(kind);
  assert.equal(outcome.kind, "failed");
  return (outcome as { error: Error }).error;
};

let said: string[] = [];
/** Says what is called; each step is over only some time after. */
class Loud extends TestCase {
  async say(text: string): Promise<void> {
    said.push(`${text} begins`);
    await Promise.resolve().then(() => {});
    said.push(text);
  }
  override setUp(): unknown {
    said = [];
    this.addCleanup((text) => this.say(text), "first clean-up");
    return this.say("setUp");
  }
  override tearDown(): unknown {
    return this.say("tearDown");
  }
  test(): unknown {
    this.addCleanup(() => this.say("last clean-up"));
    return this.say("test");
  }
}
const ended = (): string[] => said.filter((text) => !text.endsWith("begins"));

test("U2: setUp, the test, clean-ups from the last to the first, tearDown, each waited for", async () => {
  assert.deepEqual(await run(Loud), { kind: "success" });
  const order = ["setUp", "test", "last clean-up", "first clean-up", "tearDown"];
  assert.deepEqual(
    said,
    order.flatMap((text) => [`${text} begins`, text]),
  );
});

test("U2: a test that fails is cleaned up after, and torn down", async () => {
  class Failing extends Loud {
    override test(): unknown {
      throw new RangeError("test");
    }
  }
  assert.ok((await errorOf(Failing)) instanceof RangeError);
  assert.deepEqual(ended(), ["setUp", "first clean-up", "tearDown"]);
});

test("U2: setUp that fails: no test, no tearDown, but the clean-ups", async () => {
  class Failing extends Loud {
    override async setUp(): Promise<void> {
      await super.setUp();
      throw new RangeError("setUp");
    }
  }
  assert.ok((await errorOf(Failing)) instanceof RangeError);
  assert.deepEqual(ended(), ["setUp", "first clean-up"]);
});

test("U2: clean-ups that clean-ups add run; all errors are kept, in order", async () => {
  class Failing extends Loud {
    override test(): unknown {
      this.addCleanup(() => {
        this.addCleanup(() => fail(new Error("three")));
        throw new Error("two");
      });
      throw new Error("one");
    }
    override async tearDown(): Promise<void> {
      throw new Error("four");
    }
  }
  const error = await errorOf(Failing);
  assert.ok(error instanceof TestErrors);
  assert.deepEqual(
    error.errors.map(({ message }) => message),
    ["one", "two", "three", "four"],
  );
});

test("U1: TimeoutError of the test; it is cleaned up after, and torn down", async () => {
  class Slow extends Loud {
    static timeout = 0.01;
    override test(): unknown {
      return new Deferred();
    }
  }
  const error = await errorOf(Slow);
  assert.ok(error instanceof TimeoutError);
  assert.match(error.message, /^Slow\.test \(test\) still running at 0\.01 secs\n.*Deferred/s);
  assert.deepEqual(ended(), ["setUp", "first clean-up", "tearDown"]);
});

test("U3: an error that is logged fails the test, unless it is flushed", async () => {
  const log = new Logger({ namespace: "n" });
  class Logs extends TestCase {
    test(): void {
      log.failure("x", new RangeError("logged"));
    }
  }
  class Flushes extends Logs {
    override test(): void {
      super.test();
      assert.equal(this.flushLoggedErrors(RangeError).length, 1);
    }
  }
  assert.ok((await errorOf(Logs)) instanceof RangeError);
  assert.deepEqual(await run(Flushes), { kind: "success" });
});

test("U4: a failed Deferred that nobody dealt with fails the test that made it", async () => {
  class Forgets extends TestCase {
    test(): void {
      fail(new RangeError("forgotten"));
    }
  }
  assert.ok((await errorOf(Forgets)) instanceof RangeError);
});

test("U4: a delayed call that is left fails the test that made it, and is cancelled; not where it need not end", async () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  let call: IDelayedCall | undefined;
  class Leaves extends TestCase {
    test(): void {
      call = reactor.callLater(60, () => {});
    }
  }
  class TidiesUp extends Leaves {
    override tearDown(): void {
      call?.cancel();
    }
  }
  class May extends Leaves {
    static leaks = false as const;
  }
  assert.match((await errorOf(Leaves)).message, /^1 left behind:\n.*delayed call/);
  assert.equal(call?.active, false);
  assert.deepEqual(await run(TidiesUp), { kind: "success" });
  assert.deepEqual(await run(May), { kind: "success" });
});

test("U7: a todo that fails is expected, one that passes is no failure, another error is one", async () => {
  class Fails extends Loud {
    static todo: TestCaseClass["todo"] = "later";
    override test(): unknown {
      throw new RangeError("x");
    }
  }
  class Passes extends Loud {
    static todo = "later";
  }
  class ExpectsAnother extends Fails {
    static override todo = { reason: "later", errors: [TypeError] };
  }
  class Expects extends Fails {
    static override todo = { reason: "later", errors: [TypeError, "RangeError"] };
  }
  assert.equal((await run(Fails)).kind, "expectedFailure");
  assert.deepEqual(await run(Passes), { kind: "unexpectedSuccess", todo: { reason: "later" } });
  assert.ok((await errorOf(ExpectsAnother)) instanceof RangeError);
  assert.equal((await run(Expects)).kind, "expectedFailure");
});

test("U7: a todo does not excuse what goes wrong after the test", async () => {
  class Untidy extends TestCase {
    static todo = "later";
    test(): void {
      throw new Error("expected");
    }
    override tearDown(): void {
      throw new RangeError("tearDown");
    }
  }
  assert.ok((await errorOf(Untidy)) instanceof RangeError);
});

test("SkipTest from the test and from setUp; what goes wrong after fails all the same", async () => {
  class Skips extends Loud {
    override test(): unknown {
      throw new SkipTest("why");
    }
  }
  class SkipsEarly extends Loud {
    override setUp(): unknown {
      super.setUp();
      throw new SkipTest("early");
    }
  }
  class Untidy extends Skips {
    override tearDown(): unknown {
      throw new RangeError("tearDown");
    }
  }
  assert.deepEqual(await run(Skips), { kind: "skip", reason: "why" });
  assert.deepEqual(await run(SkipsEarly), { kind: "skip", reason: "early" });
  assert.ok((await errorOf(Untidy)) instanceof RangeError);
});

test("each test has an object of its own; one that cannot be made fails", async () => {
  const seen = new Set<TestCase>();
  class Own extends TestCase {
    test(): void {
      seen.add(this);
    }
  }
  await run(Own);
  await run(Own);
  assert.equal(seen.size, 2);
  class Unmade extends TestCase {
    field: number = JSON.parse("{");
    test(): void {}
  }
  assert.ok((await errorOf(Unmade)) instanceof SyntaxError);
});

test("the files of a test go with it; those of one that fails stay, and it says where", async () => {
  let path = "";
  class Writes extends TestCase {
    test(): void {
      path = this.mktemp();
    }
  }
  class Fails extends Writes {
    override test(): void {
      super.test();
      throw new Error("x");
    }
  }
  await run(Writes);
  assert.ok(!existsSync(dirname(path)));
  const { message } = await errorOf(Fails);
  assert.ok(existsSync(dirname(path)));
  const folder = /^x\n\(its files are in (.*)\)$/.exec(message)![1]!;
  assert.ok(path.startsWith(folder));
  rmSync(folder, { recursive: true });
});
