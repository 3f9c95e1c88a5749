import assert from "node:assert/strict";
import { test } from "node:test";
import { IDelayedCall, IReactorTime } from "./interfaces.ts";

test("the interfaces of time name every member that Twisted's have", () => {
  assert.deepEqual([...IReactorTime.members.keys()], ["seconds", "callLater", "getDelayedCalls"]);
  assert.deepEqual(
    [...IDelayedCall.members.keys()],
    ["active", "getTime", "cancel", "delay", "reset"],
  );
});
