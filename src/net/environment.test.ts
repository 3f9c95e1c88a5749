import assert from "node:assert/strict";
import { test } from "node:test";
import { IEnvironment, IReactorEnvironment } from "./environment.ts";
import { membersOf } from "./members.test-fixture.ts";

test("IEnvironment: variables and files, to be read", () => {
  assert.deepEqual(membersOf(IEnvironment), [
    "isRunning()",
    "listFiles()",
    "pid",
    "plugins()",
    "readFile()",
    "variable()",
  ]);
  assert.deepEqual(membersOf(IReactorEnvironment), ["environment"]);
});
