import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { World } from "./world.ts";

function world() {
  const network = new MemoryNetwork({ seed: 5 });
  const notes: string[] = [];
  const made = new World(network, {
    note: (host, text) => void notes.push(`${host}: ${text}`),
    fail: (signature) => void notes.push(signature),
  });
  return { network, notes, world: made, inside: World.inside(made) };
}

test("a program runs on a reactor of its own in each life of its host, and may say how it is stopped", () => {
  const { network, world: made, inside } = world();
  const reactors = new Set<unknown>();
  let stops = 0;
  made.boot("a", (reactor) => {
    reactors.add(reactor);
    assert.equal(reactor.running, true);
    return () => {
      stops += 1;
    };
  });
  made.boot("b", () => ({
    stopService: () => {
      stops += 10;
    },
  }));
  made.boot("c", () => {});
  network.crash("a");
  network.restart("a");
  assert.equal(reactors.size, 2);
  for (const { stop } of inside.programs.values()) stop?.();
  assert.equal(stops, 11);
  assert.equal(inside.programs.get("c")?.stop, undefined);
});

test("alarms ring one at a time, in order, and can be taken back", () => {
  const { network, world: made, inside } = world();
  const log: string[] = [];
  made.after(2, () => void log.push("second"));
  made.sleep(1).addCallback(() => void log.push("first"));
  made
    .sleep(0.5)
    .addErrback(() => {})
    .cancel();
  assert.equal(inside.nextAlarm(), 1);
  network.advance(5);
  inside.ring();
  inside.ring();
  inside.ring();
  assert.deepEqual(log, ["first", "second"]);
  assert.throws(() => made.sleep(-1), RangeError);
});

test("it tells the time, draws from the scenario's own stream, and takes notes", () => {
  const { network, world: made, notes } = world();
  network.advance(3);
  assert.equal(made.now(), 3);
  assert.equal(made.random(), new MemoryNetwork({ seed: 5 }).draw("application"));
  made.note("a", "has begun");
  assert.deepEqual(notes, ["a: has begun"]);
});

test("an operation that ends twice fails the run; one on a host that crashed need not end", () => {
  const { network, world: made, inside, notes } = world();
  made.boot("a", () => {});
  const end = made.operation("a", "a request");
  end();
  end();
  assert.deepEqual(notes, ['ended twice "a request"']);
  made.operation("a", "another");
  network.crash("a");
  assert.deepEqual(inside.operations.unfinished(), []);
});
