import assert from "node:assert/strict";
import { test } from "node:test";
import { Service, type ServiceOptions } from "../application/index.ts";
import { commandLine } from "./command-line.ts";
import type { ProgramMaker } from "./exported-maker.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

test("the options before a program's name are those of twist, and those after it are its own", async () => {
  const options = [{ name: "size", value: "n", help: "how many", default: "1" }];
  const maker = { tapname: "box", description: "a box", options, makeService: () => new Service() };
  const plugins = [{ group: "twist", name: "box", module: maker }];
  const ran: [ProgramMaker, ServiceOptions, ServiceOptions][] = [];
  const { root } = commandLine(memoryTwist([], { plugins }).context, async (...run) => {
    ran.push(run);
  });
  const argv = ["--log-level", "warn", "box", "--size", "7"];
  await root.parseAsync(argv, { from: "user" });
  const [[box, own, twist] = []] = ran;
  assert.deepEqual([box?.tapname, own], ["box", { size: "7" }]);
  assert.deepEqual(
    [twist?.["log-level"], twist?.["log-format"], twist?.["log-file"], twist?.reactor],
    ["warn", "text", "-", "node"],
  );
});

test("nothing is loaded but what is asked for", async () => {
  let loaded = 0;
  const memory = memoryTwist([]);
  memory.surroundings.plugins.push({
    group: "twist",
    name: "other",
    package: "other",
    load: () => {
      loaded += 1;
      throw new Error("other");
    },
  });
  const { root } = commandLine(memory.context, async () => {});
  await root.parseAsync(["echo"], { from: "user" });
  assert.equal(loaded, 0);
  await assert.rejects(root.parseAsync(["other"], { from: "user" }), /^LoadError: other/);
  assert.equal(loaded, 1);
});
