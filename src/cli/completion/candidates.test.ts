import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../../application/index.ts";
import { commandLine } from "../command-line.ts";
import { memoryTwist } from "../twist-context.test-fixture.ts";
import { candidates } from "./candidates.ts";

const maker = {
  tapname: "box",
  description: "a box",
  options: [
    { name: "listen", value: "endpoint", help: "where\nit listens" },
    { name: "mode", choices: ["fast", "safe"], help: "how" },
    { name: "users", value: "file", help: "who" },
    { name: "root", value: "folder", help: "from where" },
    { name: "name", value: "name", help: "what" },
    { name: "quiet", help: "say less" },
  ],
  arguments: [
    { name: "kind", choices: ["big", "small"], help: "" },
    { name: "files", multiple: true, help: "" },
  ],
  makeService: () => new Service(),
};
const { context } = memoryTwist([], {
  plugins: [
    { group: "twist", name: "box", module: maker },
    { group: "twist", name: "broken", module: new Error("no luck") },
    { group: "reactors", name: "uv", module: {} },
  ],
});
/** `|` between words; the last one is being typed. */
async function typed(line: string): Promise<string> {
  const program = commandLine(context, async () => {});
  const { words, files } = await candidates(context, program, line.split("|"));
  return [...words.map(({ word }) => word), ...(files === "none" ? [] : [`<${files}>`])].join(" ");
}

test("commands, programs and options of twist", async () => {
  assert.equal(await typed("ch"), "chat");
  assert.equal(await typed("--log-level|warn|bo"), "box");
  const { root } = commandLine(context, async () => {});
  const names = root.commands.map((command) => command.name());
  assert.equal(await typed(""), names.filter((name) => !name.startsWith("_")).join(" "));
  assert.ok(names.includes("broken"));
  assert.equal(await typed("--log-l"), "--log-level");
  assert.match(await typed("--"), /^--version --help --list --config --reactor .*--log-level/);
  assert.equal(await typed("zzz"), "");
});

test("values of options: choices, reactors, types of endpoints, files", async () => {
  assert.equal(await typed("--log-level|"), "debug info warn error critical");
  assert.equal(await typed("--log-level=w"), "--log-level=warn");
  assert.equal(await typed("--reactor|"), "node uv");
  assert.equal(await typed("--config|"), "<files>");
  assert.equal(await typed("box|--listen|tc"), "tcp: tcp6:");
  assert.equal(await typed("box|--listen=sys"), "--listen=systemd:");
  assert.equal(await typed("box|--mode|"), "fast safe");
  assert.equal(await typed("--inspect|tc"), "tcp: tcp6:");
  assert.equal(await typed("inspect|un"), "unix:");
  assert.equal(await typed("box|--users|x"), "<files>");
  assert.equal(await typed("box|--users=x"), "<files>");
  assert.equal(await typed("box|--root|"), "<folders>");
  assert.equal(await typed("box|--name|"), "");
  assert.equal(await typed("box|--nothing=x"), "");
});

test("a program's own options and arguments, by their place", async () => {
  assert.equal(
    await typed("box|--"),
    "--listen --mode --users --root --name --quiet --port --help",
  );
  assert.equal(await typed("box|-"), await typed("box|--"));
  assert.equal(await typed("box|--quiet|b"), "big");
  assert.equal(await typed("box|--mode|fast|big|"), "<files>");
  assert.equal(await typed("box|big|x|y|"), "<files>");
  assert.equal(await typed("chat|"), "");
  assert.equal(await typed("run|"), "<files>");
  assert.equal(await typed("completion|"), "bash zsh fish");
  assert.equal(await typed("help|b"), "box broken");
  assert.equal(await typed("help|box|"), "");
});

test("help has one line; what cannot be loaded has nothing to say", async () => {
  const program = commandLine(context, async () => {});
  const { words } = await candidates(context, program, ["box", "--li"]);
  assert.deepEqual(words, [{ word: "--listen", help: "where" }]);
  assert.equal(await typed("broken|--"), "");
  assert.equal(await typed("nothing|"), "");
});
