import assert from "node:assert/strict";
import { test } from "node:test";
import { Operations } from "./operations.ts";

function operations(): { made: Operations; told: string[] } {
  const told: string[] = [];
  return { made: new Operations((signature) => void told.push(signature)), told };
}

test("each ends once; what does not is known by name and host, what ends again is told", () => {
  const { made, told } = operations();
  const [first, second] = [made.begin("a", "x"), made.begin("b", "y")];
  made.begin("b", "z");
  first();
  second();
  second();
  assert.deepEqual([made.ended, made.open], [2, 1]);
  assert.deepEqual(told, ['ended twice "y"']);
  assert.deepEqual(
    made.unfinished().map(({ signature, error }) => `${signature}: ${error.message}`),
    ['never ended "z": z on b has not ended'],
  );
});

test("where a host loses its power, what was under way on it is over, and does not count", () => {
  const { made } = operations();
  const end = made.begin("a", "x");
  made.begin("b", "y");
  made.see({ at: 1, kind: "fault", from: "a", to: "a", text: "crash" });
  made.see({ at: 1, kind: "fault", from: "b", to: "b", text: "refuse" });
  end();
  assert.equal(made.ended, 0);
  assert.equal(made.unfinished().length, 1);
});
