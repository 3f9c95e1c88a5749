/** One file for every test runner: `test/test-runners.test.ts` has it run by each. */
import assert from "node:assert/strict";
import { deferLater } from "torsion/task";
import { Clock } from "torsion/time";
import { SkipTest, simulate, TestCase, trial } from "torsion/trial";

class SampleTest extends TestCase {
  static options = { testNever: { skip: "never" }, testLater: { todo: "later" } };
  steps = [];

  setUp() {
    this.steps.push("setUp");
    this.addCleanup(() => assert.deepEqual(this.steps, ["setUp", "test"]));
  }
  testDeferred() {
    const clock = new Clock();
    const work = deferLater(clock, 60, () => this.steps.push("test"));
    clock.advance(60);
    return work;
  }
  async testPromise() {
    this.steps.push(await Promise.resolve("test"));
  }
  *testGenerator() {
    this.steps.push(yield Promise.resolve("test"));
  }
  testNever() {
    throw new Error("must not run");
  }
  testLater() {
    this.steps.push("test");
    throw new Error("as expected");
  }
  testToday() {
    this.steps.push("test");
    throw new SkipTest("not today");
  }
  async testFails() {
    this.steps.push("test");
    assert.equal("what it was", "what it should be");
  }
}
trial(SampleTest);

simulate("a simulation", { seeds: 3, corpus: null, pictures: null, seconds: 10 }, (world) => {
  let rang = false;
  world.boot("a", (reactor) => {
    const alarm = reactor.callLater(1, () => {
      rang = true;
    });
    return () => alarm.active && alarm.cancel();
  });
  world.eventually("it rang", () => rang);
});
