import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { commandLine } from "./command-line.ts";
import type { TwistContext } from "./twist.ts";

test("the options before a program's name are those of twist, and those after it are its own", async () => {
  const context = { argv: [], version: "1" } as unknown as TwistContext;
  const options = [{ name: "size", value: "n", help: "how many", default: "1" }];
  const maker = { tapname: "box", description: "a box", options, makeService: () => new Service() };
  const ran: unknown[] = [];
  const program = commandLine(context, [maker], async (...run) => void ran.push(run));
  const argv = ["--log-level", "warn", "box", "--size", "7"];
  await program.parseAsync(argv, { from: "user" });
  const [[by, own, twist] = []] = ran as [unknown, unknown, Record<string, unknown>][];
  assert.deepEqual([by, own, ran.length], [maker, { size: "7" }, 1]);
  assert.deepEqual([twist?.["log-level"], twist?.["log-format"]], ["warn", "text"]);
});
