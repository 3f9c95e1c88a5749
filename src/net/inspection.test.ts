import assert from "node:assert/strict";
import { test } from "node:test";
import { IFigures, IReactorInspection } from "./inspection.ts";

test("what has figures says so by having the method, declared", () => {
  class Chat {
    figures(): Readonly<Record<string, string>> {
      return { name: "ada" };
    }
  }
  assert.equal(IFigures.providedBy(new Chat()), false);
  assert.deepEqual([...IFigures.members.keys()], ["figures"]);
});

test("a reactor's part in it is two methods", () => {
  assert.deepEqual([...IReactorInspection.members.keys()], ["describe", "measureTurns"]);
});
