import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf } from "./members.test-fixture.ts";
import { IReactorStandardIO } from "./stdio.ts";

test("IReactorStandardIO: one method", () =>
  assert.deepEqual(membersOf(IReactorStandardIO), ["connectStandardIO()"]));
