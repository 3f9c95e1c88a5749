import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { serverParser } from "../endpoints/index.ts";
import { IReactorTCP } from "../net/index.ts";
import { listOfAll } from "./list.ts";
import { findPrograms } from "./plugins.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

const maker = {
  tapname: "dove",
  description: "coos",
  options: [],
  makeService: () => new Service(),
};
const pigeon = serverParser("pigeon", IReactorTCP, {}, () => assert.fail("made"));

test("P1: all that there is, from which package, and what cannot be used and why", async () => {
  const { context } = memoryTwist([], {
    plugins: [
      { group: "twist", name: "dove", package: "birds", module: { default: maker } },
      { group: "twist", name: "dodo", package: "birds", module: new Error("extinct") },
      { group: "twist", name: "chat", package: "birds", module: {} },
      { group: "endpoints", name: "pigeon", package: "birds", module: { default: pigeon } },
      { group: "endpoints", name: "tcp", package: "birds", module: {} },
      { group: "endpoints", name: "auk", package: "birds", module: new Error("extinct too") },
      { group: "reactors", name: "uv", package: "fast", module: {} },
    ],
  });
  const list = await listOfAll(context, findPrograms(context.environment, []));
  const parts = list.split("\n\n");
  assert.equal(parts.length, 5);
  assert.match(
    parts[0]!,
    /^Programs:\n {2}chat +a room to talk in, .*\n {2}dove +coos \(of birds\)$/s,
  );
  assert.match(parts[1]!, /^Endpoints to listen on:\n {2}tcp, .*pigeon \(of birds\)$/s);
  assert.match(parts[2]!, /^Endpoints to connect to:\n {2}tcp, /);
  assert.doesNotMatch(parts[2]!, /pigeon/);
  assert.equal(parts[3], "Reactors:\n  node, uv (of fast)");
  const [, ...problems] = parts[4]!.trimEnd().split("\n");
  assert.match(
    problems[0]!,
    /^ {2}program dodo \(of birds\): extinct \(.*list\.test\.js:\d+:\d+\)$/,
  );
  assert.deepEqual(problems.slice(1), [
    "  chat of the package birds: twist has one of its own, which stays",
    "  endpoint tcp (of birds): there is such a type already, which stays",
    "  endpoint auk (of birds): extinct too",
  ]);
  for (const line of list.split("\n").slice(0, -5)) assert.ok(line.length <= 80, line);
});
