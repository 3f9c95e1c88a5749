import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "./command-line.ts";
import { describePrograms } from "./help.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

async function helpOf(stdout: { columns?: number; hasColors?: () => boolean }): Promise<string> {
  const { context, out } = memoryTwist([]);
  Object.assign(context.stdout, stdout);
  const { root, found } = commandLine(context, async () => {});
  await describePrograms(root, found);
  root.outputHelp();
  return out();
}

test("programs come first, then what can be set, with its variable", async () => {
  const help = await helpOf({});
  const order = ["Usage:", "\nPrograms:", "\nCommands:", "\nOptions:", "\nLog:", "\nExamples:"];
  const at = order.map((heading) => help.indexOf(heading));
  assert.deepEqual(
    at,
    [...at].sort((a, b) => a - b),
  );
  assert.ok(!at.includes(-1));
  assert.match(help, /\n {2}chat +a room to talk in/);
  assert.match(help, /\n {2}run <file> +run the service/);
  assert.match(help, /env:\s+TORSION_LOG_LEVEL\)/);
});

test("it is as wide as the terminal, and no line is longer than can be read", async () => {
  const longest = (text: string): number =>
    Math.max(...text.split("\n").map((line) => line.length));
  const [lists = ""] = (await helpOf({ columns: 70 })).split("\nExamples:");
  assert.ok(longest(lists) <= 70);
  assert.ok(longest(await helpOf({ columns: 300 })) <= 100);
});

test("headings stand out where there are colours, and are plain elsewhere", async () => {
  assert.ok((await helpOf({ hasColors: () => true })).includes("\u001b[1mPrograms:\u001b[22m"));
  assert.ok(!(await helpOf({ hasColors: () => false })).includes("\u001b"));
  assert.ok(!(await helpOf({})).includes("\u001b"));
});
