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

/** What a fault leaves of a host, as far as a program there, or somebody who connects to it, can tell. */
function stateOf(network: MemoryNetwork): unknown {
  const platform = network.host("b");
  const before = platform.now();
  let looked: unknown = "no answer";
  platform.names.lookup("www").addCallbacks(
    (addresses) => {
      looked = addresses;
    },
    (failure) => {
      looked = failure.value.message;
    },
  );
  const connects: string[] = [];
  const attempt = network.host("a").tcp.connect({ host: "b", port: 80 }, {});
  attempt.addCallbacks(
    () => void connects.push("connected"),
    (failure) => void connects.push(failure.value.message),
  );
  network.advance(0.25);
  attempt.cancel();
  return [platform.now() - before > 0.25, platform.now() - before < 0.25, looked, connects];
}

for (const name of ["pause", "slow-clock", "refuse", "backlog-full", "no-ports", "filter"])
  test(`${name}: of two that overlap the second goes on when the first is undone`, () => {
    const kind = faultKinds.find((it) => it.name === name)!;
    const network = new MemoryNetwork();
    network.setName("www", ["a"]);
    network.boot("a", () => {});
    network.boot("b", (platform) => {
      platform.tcp.listen({ host: "b", port: 80 }, { backlog: 0 }, (socket) => socket.abort());
    });
    const well = stateOf(network);
    const draw = (): number => 0.5;
    const on = name === "no-ports" ? "a" : "b";
    const first = kind.begin(network, [on], draw);
    const second = kind.begin(network, [on], draw);
    if (name === "pause") for (let i = 0; i < 3; i++) stateOf(network);
    const both = stateOf(network);
    first();
    first();
    assert.deepEqual(stateOf(network), both);
    assert.notDeepEqual(both, well);
    second();
    network.advance(1);
    assert.deepEqual(stateOf(network), well);
  });

test("faults of names and of children that overlap are each undone alone", () => {
  const network = new MemoryNetwork();
  const told: string[] = [];
  network.observe(({ kind, text }) => void (kind === "fault" && told.push(text!)));
  network.host("b");
  for (const [one, other] of [
    ["names-slow", "names-failing"],
    ["children-hang", "spawn-fails"],
  ] as const) {
    const [first, second] = [one, other].map((name) =>
      faultKinds.find((it) => it.name === name)!.begin(network, ["b"], () => 0.5),
    );
    first!();
    second!();
  }
  assert.deepEqual(told.slice(0, 4), [
    "the name service: well, 15 s",
    "the name service: failing, 15 s",
    "the name service: failing, 0 s",
    "the name service: well, 0 s",
  ]);
  assert.match(told[6]!, /"spawn":"EAGAIN","fate":null/);
});
