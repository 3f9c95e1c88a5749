import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Service, serviceMaker, UsageError } from "../application/index.ts";
import { twist } from "./twist.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

async function run(...argv: string[]) {
  return runIn({}, ...argv);
}

async function runIn(world: Parameters<typeof memoryTwist>[1], ...argv: string[]) {
  const started = memoryTwist(argv, world);
  const status = await twist(started.context);
  return { status, out: started.out(), err: started.err(), reactors: started.reactors() };
}

/** A program that tells what it was given, and does not start. */
const told = serviceMaker({
  tapname: "told",
  description: "tells",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:1", help: "where" },
    { name: "size", value: "n", parse: Number, help: "how many" },
    { name: "quiet", help: "say less" },
  ],
  postOptions({ size }) {
    if (size === 13) throw new RangeError("13 is no size");
  },
  makeService(_reactor, options): Service {
    throw new UsageError(JSON.stringify(options));
  },
});
const plugins = [{ group: "twist", name: "told", module: { default: told } }];

test("--help and --version answer on standard output, and run nothing", async () => {
  const help = await run("--help");
  assert.equal(help.status, 0);
  for (const word of ["run <file>", "chat", "echo", "--log-level", "Examples:"])
    assert.ok(help.out.includes(word), word);
  assert.deepEqual(await run("--version"), { status: 0, out: "1.2.3\n", err: "", reactors: 0 });
  const chat = await run("chat", "--help");
  assert.match(chat.out, /--listen <endpoint>.*default: "tcp:8123".*-p, --port <port>/s);
  assert.match(chat.out, /^Usage: twist chat \[options\]\n/);
  assert.match(chat.out, /env:\s+TORSION_CHAT_LISTEN\)/);
  for (const same of [
    ["help", "chat"],
    ["--help", "chat"],
    ["-h", "chat"],
  ])
    assert.equal((await run(...same)).out, chat.out);
  assert.equal((await run("help")).out, help.out);
  for (const line of `${help.out}${chat.out}`.split("\n")) assert.ok(line.length <= 80, line);
  const alone = await run();
  assert.deepEqual([alone.status, alone.out, alone.err], [64, "", help.out]);
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

test("options come from the command line, else the environment, else the config file, else their default", async () => {
  const files = { "/c.json": { told: { listen: "tcp:2", size: 4, quiet: true } } };
  const world = { plugins, files };
  const options = async (variables: Record<string, string>, ...argv: string[]) =>
    JSON.parse((await runIn({ ...world, variables }, ...argv)).err.replace("twist: ", ""));
  assert.deepEqual(await options({}, "told"), { listen: "tcp:1", quiet: false });
  const inFile = { listen: "tcp:2", size: 4, quiet: true };
  assert.deepEqual(await options({}, "--config", "/c.json", "told"), inFile);
  const variables = { TORSION_CONFIG: "/c.json", TORSION_TOLD_SIZE: "5", TORSION_TOLD_LISTEN: "" };
  assert.deepEqual(await options(variables, "told"), { ...inFile, size: 5 });
  const all = { ...inFile, listen: "tcp:9", size: 6, quiet: false };
  assert.deepEqual(await options(variables, "told", "-p9", "--size=6", "--no-quiet"), all);
});

test("a mistake is told with where it was made, and status 64", async () => {
  const wrong: [object, string[], RegExp][] = [
    [
      { "log-level": "loud" },
      ["told"],
      /^twist: \/c:1:2: log-level 'loud' is invalid. A level is one of/,
    ],
    [
      { loglevel: "warn" },
      ["told"],
      /:1:2: unknown option "loglevel" \(did you mean log-level\?\)/,
    ],
    [{ told: { lisen: 1 } }, ["told"], /:1:10: unknown option "lisen" \(did you mean listen\?\)/],
    [{ tolt: {} }, ["told"], /:1:2: unknown program "tolt" \(did you mean told\?\)/],
    [{ told: 3 }, ["told"], /:1:2: "told" is a program: its options stand in/],
    [{ told: { listen: "tcp:x" } }, ["--reactor", "none", "told"], /^twist: no reactor "none"/],
    [{}, ["told", "--size", "13"], /^twist: 13 is no size\n$/],
    [{}, ["told", "--log-level", "warn"], /'--log-level': it is one of twist, and stands before/],
    [{}, ["told", "x"], /^twist: too many arguments/],
    [{ chat: { port: 1, listen: "tcp:2" } }, ["chat"], /^twist: \/c:1:10: it cannot be used with/],
    [{ chat: { listen: "tcp:x" } }, ["chat"], /^twist: \/c:1:10: invalid endpoint/],
  ];
  for (const [file, argv, message] of wrong) {
    const world = { plugins, files: { "/c": file }, variables: { TORSION_CONFIG: "/c" } };
    const { status, err, out } = await runIn(world, ...argv);
    assert.match(err, message);
    assert.deepEqual([status, out], [64, ""], argv.join(" "));
  }
  const none = await run("--config", "/none", "chat");
  assert.match(none.err, /^twist: the config file \/none cannot be read: .*no such file/);
  assert.equal(none.status, 64);
  const variable = await runIn({ variables: { TORSION_CHAT_LISTEN: "tcp:x" } }, "chat");
  assert.match(
    variable.err,
    /^twist: TORSION_CHAT_LISTEN: invalid endpoint description: port is "x"/,
  );
});

test("P1: a plugin that cannot be loaded is reported when it is asked for, and harms no other", async () => {
  const world = {
    plugins: [...plugins, { group: "twist", name: "broken", module: new Error("no luck") }],
  };
  const asked = await runIn(world, "broken");
  assert.equal(asked.status, 1);
  assert.match(asked.err, /^twist: no luck \(\S+:\d+:\d+\)\n$/);
  assert.match((await runIn(world, "told")).err, /"listen":"tcp:1"/);
  const { out, err } = await runIn(world, "--help");
  assert.match(out, /told +tells \(of torsion-told\)/);
  assert.match(out, /broken +cannot be loaded: twist --list says why/);
  assert.equal(err, "");
});
