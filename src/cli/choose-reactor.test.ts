import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { chooseReactor, reactorChoices } from "./choose-reactor.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

const uv = reactorOn(new MemoryNetwork().host("uv"));
const { context, reactors } = memoryTwist([], {
  plugins: [
    { group: "reactors", name: "uv", module: { default: uv } },
    { group: "reactors", name: "later", module: { reactor: async () => uv } },
    { group: "reactors", name: "none", module: { default: () => ({}) } },
    { group: "reactors", name: "broken", module: new Error("no luck") },
    { group: "reactors", name: "two", package: "a", module: {} },
    { group: "reactors", name: "two", package: "b", module: {} },
  ],
});

test("node is built in, and packages add others: a reactor, or what gives one", async () => {
  assert.equal((await chooseReactor(context, "node")).running, false);
  assert.equal(reactors(), 1);
  assert.equal(await chooseReactor(context, "uv"), uv);
  assert.equal(await chooseReactor(context, "later"), uv);
  assert.equal(reactors(), 1);
  assert.deepEqual(
    reactorChoices(context).map(({ name }) => name),
    ["node", "uv", "later", "none", "broken", "two", "two"],
  );
});

test("one that is not there says what there is; one that is none says whose", async () => {
  await assert.rejects(
    chooseReactor(context, "nood"),
    /^UsageError: no reactor "nood" \(did you mean node\?\); there is node, uv \(of torsion-uv\),/,
  );
  await assert.rejects(chooseReactor(context, "none"), /^LoadError: .*torsion-none is no reactor/);
  await assert.rejects(chooseReactor(context, "broken"), /^LoadError: no luck/);
  await assert.rejects(chooseReactor(context, "two"), /^LoadError: two is a reactor of a and b/);
});
