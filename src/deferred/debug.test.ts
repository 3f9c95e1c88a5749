import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { formatStacks, getDebugging, setDebugging, stacksOf } from "./debug.ts";
import { Deferred } from "./deferred.ts";
import type { AlreadyCalledError } from "./errors.ts";

afterEach(() => setDebugging(false));

function makeIt(): Deferred<number> {
  return new Deferred<number>();
}
function fireIt(d: Deferred<number>): void {
  d.callback(1);
}
function fireAgain(d: Deferred<number>): AlreadyCalledError {
  try {
    d.callback(2);
  } catch (thrown) {
    return thrown as AlreadyCalledError;
  }
  throw new Error("was let pass");
}

test("D10: in debug mode AlreadyCalledError says where the Deferred was made and first fired", () => {
  setDebugging(true);
  assert.equal(getDebugging(), true);
  const d = makeIt();
  fireIt(d);
  const { stacks, message } = fireAgain(d);
  assert.match(stacks?.creation ?? "", /^\s*at makeIt /);
  assert.match(stacks?.invocation ?? "", /^\s*at fireIt /);
  assert.match(message, / C: Deferred was created:\n C:.*makeIt/);
  assert.match(message, / I: First Invoker was:\n I:.*fireIt/);
});

test("without it there is nothing to say but how to find out, and nothing is kept", () => {
  assert.equal(getDebugging(), false);
  const d = makeIt();
  fireIt(d);
  const error = fireAgain(d);
  assert.equal(error.stacks, undefined);
  assert.match(error.message, /setDebugging\(true\)/);
  assert.equal(stacksOf(d), undefined);
});

test("switched on between the two, it knows the firing alone", () => {
  const d = makeIt();
  setDebugging(true);
  fireIt(d);
  const { stacks, message } = fireAgain(d);
  assert.deepEqual(Object.keys(stacks ?? {}), ["invocation"]);
  assert.doesNotMatch(message, /created/);
});

test("a Deferred fired by a chain, and one whose inner Deferred fires, has its own stacks", () => {
  setDebugging(true);
  const source = makeIt();
  const target = makeIt();
  source.chainDeferred(target);
  fireIt(source);
  assert.match(stacksOf(target)?.invocation ?? "", /fireIt/);
});

test("every line of a stack is marked with what it is of", () => {
  const text = formatStacks({ creation: "  at a\n  at b", invocation: "  at c" });
  assert.equal(
    text,
    " C: Deferred was created:\n C:  at a\n C:  at b\n I: First Invoker was:\n I:  at c",
  );
});
