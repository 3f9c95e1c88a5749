import assert from "node:assert/strict";
import { test } from "node:test";
import { Operations } from "./operations.ts";

function operations(): { made: Operations; told: string[] } {
  const told: string[] = [];
  return { made: new Operations((signature) => void told.push(signature)), told };
}

const lives = (): boolean => true;

test("each ends once; what does not is known by name and host, what ends again is told", () => {
  const { made, told } = operations();
  const [first, second] = [made.begin("a", "x", lives), made.begin("b", "y", lives)];
  made.begin("b", "z", lives);
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
  let isUp = true;
  const end = made.begin("a", "x", () => isUp);
  made.begin("b", "y", lives);
  isUp = false;
  end();
  assert.equal(made.ended, 0);
  assert.equal(made.unfinished().length, 1);
});
