import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeChild } from "./fake-child.test-fixture.ts";
import { FakePlatform } from "./fake-platform.test-fixture.ts";
import { ProcessGroupEnd } from "./process-group-end.ts";

function begun(options: { exited?: boolean; alive?: boolean } = {}) {
  const fake = new FakePlatform();
  const child = new FakeChild();
  child.alive = options.alive ?? false;
  const over: unknown[] = [];
  const end = new ProcessGroupEnd(fake.platform, child, options.exited ?? false, (error) =>
    over.push(error),
  );
  return { fake, child, over, end };
}

test("a child that ends on SIGTERM is not killed, and no alarm is left", () => {
  const { fake, child, over, end } = begun();
  end.terminate(5);
  assert.deepEqual(child.signals, ["SIGTERM group"]);
  end.childExited();
  assert.deepEqual(over, [undefined]);
  assert.equal(fake.alarms.size, 0);
});

test("one that does not is killed when its time is over, and waited for", () => {
  const { fake, child, over, end } = begun();
  end.terminate(5);
  fake.pass(4.9);
  assert.equal(child.signals.length, 1);
  fake.pass(0.2);
  assert.deepEqual(child.signals, ["SIGTERM group", "SIGKILL group"]);
  assert.deepEqual(over, []);
  end.childExited();
  assert.deepEqual(over, [undefined]);
  assert.equal(fake.alarms.size, 0);
});

test("the child's own children have the same time", () => {
  const { fake, child, over, end } = begun({ alive: true });
  end.terminate(5);
  end.childExited();
  fake.pass(1);
  assert.deepEqual(over, []);
  child.alive = false;
  fake.pass(0.1);
  assert.deepEqual(over, [undefined]);
  assert.deepEqual(child.signals, ["SIGTERM group"]);
});

test("what is left of a group is ended too, and killed where it does not end", () => {
  const { fake, child, over, end } = begun({ exited: true, alive: true });
  end.terminate(5);
  for (let i = 0; i < 300; i++) fake.pass(0.02);
  assert.deepEqual(child.signals, ["SIGTERM group", "SIGKILL group"]);
  child.alive = false;
  fake.pass(0.1);
  assert.deepEqual(over, [undefined]);
});

test("a group that is nobody is over at once", () => {
  const { child, over, end } = begun({ exited: true });
  child.error = "ESRCH";
  end.terminate(5);
  assert.deepEqual(over, [undefined]);
});

test("kill does not wait, and once is enough", () => {
  const { child, end } = begun();
  end.kill();
  end.kill();
  end.terminate(5);
  assert.deepEqual(child.signals.filter((signal) => signal.startsWith("SIGKILL")).length, 1);
});

test("who may not be signalled, and who does not die, are given up, and that is told", () => {
  const refused = begun();
  refused.child.error = "EPERM";
  refused.end.terminate(5);
  assert.equal((refused.over[0] as { code?: unknown }).code, "EPERM");
  const immortal = begun();
  immortal.end.kill();
  immortal.fake.pass(5);
  assert.match(String(immortal.over[0]), /lives on after SIGKILL/);
  immortal.end.childExited();
  assert.equal(immortal.over.length, 1);
});
