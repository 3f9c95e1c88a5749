import assert from "node:assert/strict";
import { test } from "node:test";
import { faultKinds } from "./faults.ts";
import { MemoryNetwork, type NetworkEvent } from "./network.ts";

test("every kind has a name of its own and a line that says what it is", () => {
  assert.equal(new Set(faultKinds.map(({ name }) => name)).size, faultKinds.length);
  for (const { name, about } of faultKinds) {
    assert.match(name, /^[a-z]+(?:-[a-z]+)*$/);
    assert.notEqual(about, "");
  }
});

for (const kind of faultKinds)
  test(`${kind.name}: shows as a fault, and can be undone twice`, () => {
    const network = new MemoryNetwork();
    const faults: NetworkEvent[] = [];
    network.boot("a", () => {});
    network.boot("b", () => {});
    network.observe((event) => {
      if (event.kind === "fault") faults.push(event);
    });
    const undo = kind.begin(network, ["a", "b"], () => 0.5);
    assert.notEqual(faults.length, 0);
    network.advance(10);
    undo();
    undo();
    network.advance(10);
    assert(network.isRunning("a") && network.isRunning("b"));
  });
