import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { recordTrace } from "../pictures/index.ts";
import { firstDifference } from "./first-difference.ts";
import { runSeed } from "./test-host.test-fixture.ts";

const run = async (text: string) =>
  (
    await runSeed(async (world) => {
      world.reactor("a");
      world.note("a", "the same");
      world.note("a", text);
    })
  ).trace;

test("it shows what was there once and what then", async () => {
  const text = firstDifference(await run("one"), await run("two"));
  assert.match(text, /once: .*"text":"one"/);
  assert.match(text, /then: .*"text":"two"/);
});

test("a run that goes on differs from one that is over", async () => {
  const more = (
    await runSeed((world) => {
      world.reactor("a");
      world.note("a", "the same");
    })
  ).trace;
  assert.match(firstDifference(await run("the same"), more), /once: .*"the same"/);
  assert.match(firstDifference(recordTrace(new MemoryNetwork()), more), /once: it was over/);
});
