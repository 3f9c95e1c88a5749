import assert from "node:assert/strict";
import { test } from "node:test";
import { InForce } from "./in-force.ts";
import { MemoryNetwork } from "./network.ts";

test("each is undone alone, and once; another host, or network, is another matter", () => {
  const seen: string[] = [];
  const force = new InForce<number>(
    (_network, host, values) => void seen.push(`${host} ${values}`),
  );
  const network = new MemoryNetwork();
  const one = force.begin(network, "a", 1);
  const two = force.begin(network, "a", 2);
  force.begin(network, "b", 3);
  force.begin(new MemoryNetwork(), "a", 4);
  one();
  one();
  two();
  assert.deepEqual(seen, ["a 1", "a 1,2", "b 3", "a 4", "a 2", "a "]);
});
