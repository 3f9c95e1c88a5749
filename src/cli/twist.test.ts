import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { twist } from "./twist.ts";

async function run(...argv: string[]) {
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new PassThrough({ encoding: "utf8" });
  let reactors = 0;
  const status = await twist({
    argv,
    version: "1.2.3",
    stdout,
    stderr,
    reactor: () => {
      reactors += 1;
      return reactorOn(new MemoryNetwork().host("a"));
    },
  });
  return { status, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? ""), reactors };
}

test("--help and --version answer on standard output, and run nothing", async () => {
  const help = await run("--help");
  assert.equal(help.status, 0);
  for (const word of ["run <file>", "chat", "echo", "--log-level", "Examples:"])
    assert.ok(help.out.includes(word), word);
  assert.deepEqual(await run("--version"), { status: 0, out: "1.2.3\n", err: "", reactors: 0 });
  const chat = await run("chat", "--help");
  assert.match(chat.out, /--listen <endpoint>.*default: "tcp:8123".*-p, --port <port>/s);
});

test("what is wrong with a command line is one message, and status 64", async () => {
  const wrong: [string[], RegExp][] = [
    [["chta"], /^twist: unknown command 'chta'\n\(Did you mean chat\?\)/],
    [["chat", "--lisen", "x"], /^twist: unknown option '--lisen'/],
    [["--log-level", "loud", "chat"], /^twist: .*'loud' is invalid.*debug, info/],
    [["run"], /^twist: missing required argument 'file'/],
    [["chat", "--listen", "udp:1"], /^twist: .*no server type "udp".*\n {4}udp:1\n {4}\^\n$/],
    [["chat", "--listen", "tcp:70000"], /^twist: .*"70000".*65535/],
    [["chat", "--listen", "tcp:"], /^twist: invalid endpoint description/],
  ];
  for (const [argv, message] of wrong) {
    const { status, err, out } = await run(...argv);
    assert.equal(status, 64, argv.join(" "));
    assert.match(err, message);
    assert.doesNotMatch(err, /\n {4}at /);
    assert.equal(out, "");
  }
});

test("a mistake in a file of the user's is told with its line", async () => {
  const file = join(tmpdir(), `twist-${process.pid}.mjs`);
  try {
    writeFileSync(file, "\nexport default () => {\n  undefined.port;\n};\n");
    const { status, err } = await run("run", file);
    assert.equal(status, 1);
    assert.match(err, /^twist: Cannot read prop.*\(.*twist-\d+\.mjs:3:13\)\n$/);
  } finally {
    rmSync(file, { force: true });
  }
});

test("a file that cannot be run is one line, and status 1", async () => {
  const { status, err, reactors } = await run("run", "nowhere.js");
  assert.deepEqual([status, err, reactors], [1, "twist: no such file: nowhere.js\n", 0]);
});
