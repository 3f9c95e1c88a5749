import assert from "node:assert/strict";
import { test } from "node:test";
import { Logger } from "../logger/index.ts";
import { FakePlatform } from "./fake-platform.test-fixture.ts";
import { streamsContext } from "./streams-context.ts";
import { Timers } from "./timers.ts";
import { TLSContexts } from "./tls-contexts.ts";

test("time, turns and delayed calls are those of the platform and its reactor", () => {
  const fake = new FakePlatform();
  const { platform, clock } = fake;
  const context = streamsContext(platform, new TLSContexts(platform), new Logger(), () => timers);
  const timers = new Timers(platform, context.turn, assert.ifError);
  const done: string[] = [];
  context.nextTurn(() => done.push("next turn"));
  context.callLater(2, () => done.push("later"));
  assert.deepEqual(done, []);
  clock.advance(0);
  assert.deepEqual(done, ["next turn"]);
  clock.advance(2);
  assert.deepEqual(done, ["next turn", "later"]);
  assert.equal(context.seconds(), 2);
  assert.equal(context.owner, platform);
});
