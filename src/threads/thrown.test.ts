import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../deferred/index.ts";
import { describeThrown, rebuildThrown } from "./thrown.ts";

const sent = (thrown: unknown): unknown => rebuildThrown(structuredClone(describeThrown(thrown)));

class Unnamed extends RangeError {}
class Named extends Error {
  override name = "Renamed";
  readonly code = "E_NAMED";
  readonly details: object = { list: [1, 2] };
  readonly retry = (): void => {};
}

test("an error keeps name, message, stack, cause and what of its own is data", () => {
  const error = new Named("on purpose", { cause: new TypeError("why", { cause: "deep" }) });
  const back = sent(error) as Named & { cause: TypeError };
  assert.ok(back instanceof Error);
  assert.deepEqual(
    [back.name, back.message, back.stack, back.code, back.details, back.retry],
    ["Renamed", "on purpose", error.stack, "E_NAMED", { list: [1, 2] }, undefined],
  );
  assert.ok(back.cause instanceof TypeError);
  assert.deepEqual([back.cause.message, back.cause.cause], ["why", "deep"]);
  assert.deepEqual(Object.keys(back), ["code", "details"]);
});

test("it is of the nearest class of the language's own, and is checked by the name of its class", () => {
  const back = sent(new Unnamed("x")) as Error;
  assert.ok(back instanceof RangeError);
  assert.equal(back.name, "Unnamed");
  assert.equal(new Failure(back).check("Unnamed"), "Unnamed");
  const plain = sent(new SyntaxError("y")) as Error;
  assert.ok(plain instanceof SyntaxError && !Object.hasOwn(plain, "name"));
});

test("the errors of an AggregateError are kept", () => {
  const back = sent(new AggregateError([new Unnamed("a"), 7], "both")) as AggregateError;
  assert.ok(back instanceof AggregateError);
  assert.deepEqual([back.message, back.errors[0].name, back.errors[1]], ["both", "Unnamed", 7]);
});

test("what is thrown and is no error stays what it is, or at least its text", () => {
  assert.deepEqual(sent({ code: 7 }), { code: 7 });
  assert.equal(sent(undefined), undefined);
  assert.equal(sent(Symbol("s")), "Symbol(s)");
});

test("nothing that can be thrown is too much for it", () => {
  const round = new Error("round") as Error & { cause: unknown };
  round.cause = round;
  assert.equal((sent(round) as Error).message, "round");
  const hostile = Object.defineProperty(new Error("x"), "stack", {
    get() {
      throw new Error("no");
    },
  });
  const opaque = new Proxy(() => {}, {
    get() {
      throw new Error("no");
    },
  });
  for (const thrown of [hostile, opaque]) assert.match(String(sent(thrown)), /cannot even be/);
  const own = Object.defineProperty(new Error("own"), "__proto__", { value: 1, enumerable: true });
  assert.ok(sent(own) instanceof Error);
});
