/**
 * The package as its users get it: packed, installed in an empty project, and run by `npx` from another folder.
 *
 * Nothing is fetched: what it depends on is put beside it.
 */
import assert from "node:assert/strict";
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { RunningProgram } from "./running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-packed-"));
const project = join(folder, "project");
const elsewhere = join(project, "some", "folder");
after(() => rmSync(folder, { recursive: true, force: true }));

const SHOUT = `
import { serviceFromString, serviceMaker } from "torsion/application";
import { Protocol } from "torsion/protocols";
class Shout extends Protocol {
  word = "";
  dataReceived(data) {
    this.transport.write(Buffer.from(this.word + Buffer.from(data).toString().toUpperCase()));
  }
}
export default serviceMaker({
  tapname: "shout",
  description: "say it again, louder",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:9000", help: "where to listen" },
    { name: "word", value: "text", default: "", help: "said before" },
  ],
  makeService: (reactor, { listen, word }) =>
    serviceFromString(reactor, listen, () => Object.assign(new Shout(), { word })),
});
`;
/** A package that adds a program, as its author would write it. */
const PLUGIN = join(folder, "torsion-shout");

const quiet: ExecFileSyncOptionsWithStringEncoding = { stdio: "pipe", encoding: "utf8" };

before(() => {
  mkdirSync(elsewhere, { recursive: true });
  mkdirSync(PLUGIN);
  const about = {
    name: "torsion-shout",
    version: "1.0.0",
    type: "module",
    torsion: { twist: { shout: "./shout.js", broken: "./broken.js" } },
  };
  writeFileSync(join(PLUGIN, "package.json"), JSON.stringify(about));
  writeFileSync(join(PLUGIN, "shout.js"), SHOUT);
  writeFileSync(join(PLUGIN, "broken.js"), 'import "no-such-package";\n');
  // It has been built: what is built for packing would take the tests that run away from under them.
  const packed = execFileSync(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", folder],
    quiet,
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
    dependencies: Record<string, string>;
  };
  writeFileSync(join(project, "package.json"), '{ "name": "project", "private": true }');
  cpSync(PLUGIN, join(folder, "with", "torsion-shout"), { recursive: true });
  const local = Object.keys(dependencies).map((name) => {
    cpSync(join("node_modules", name), join(folder, "with", name), { recursive: true });
    return join(folder, "with", name);
  });
  const install = ["install", "--offline", "--no-audit", "--no-fund", "--install-links"];
  const packages = [...local, join(folder, "with", "torsion-shout"), join(folder, filename)];
  execFileSync("npm", [...install, ...packages], { ...quiet, cwd: project });
});

function npx(...args: string[]): RunningProgram {
  return new RunningProgram("npx", ["--no-install", ...args], { cwd: elsewhere });
}

/** What a peer answers to `text`, until it has answered this. */
async function ask(port: string, text: string, answer: RegExp): Promise<string> {
  const socket = connect(Number(port), "127.0.0.1").setEncoding("utf8");
  socket.write(text);
  let heard = "";
  for await (const piece of socket) {
    heard += piece;
    if (answer.test(heard)) break;
  }
  socket.destroy();
  return heard;
}

const LISTENS = /listens on 127\.0\.0\.1:(\d+)/;
const listen = ["--listen", "tcp:0:interface=127.0.0.1"];

test("echo, chat and a port forwarder are started by npx, do what they say, and end by Ctrl-C", async () => {
  const echo = npx("twist", "echo", ...listen);
  const [, echoPort = ""] = await echo.says(LISTENS);
  const chat = npx("twist", "chat", ...listen);
  const [, chatPort = ""] = await chat.says(LISTENS);
  const forward = npx("twist", "portforward", ...listen, "--to", `tcp:127.0.0.1:${chatPort}`);
  const [, forwardPort = ""] = await forward.says(LISTENS);
  assert.equal(await ask(echoPort, "hello\n", /hello\n/), "hello\n");
  assert.match(await ask(forwardPort, "ada\nhi\n", /ada: hi/), /^What is your name\?\nada came in/);
  for (const program of [forward, chat, echo]) {
    program.signal("SIGINT");
    await program.exit();
    assert.match(program.out, /received SIGINT, stopping\n/);
    assert.match(program.out, /stopped\n/);
    assert.equal(program.err, "");
  }
});

test("an installed package adds a program, which is run by its name or as a file", async () => {
  writeFileSync(join(elsewhere, "own.mjs"), SHOUT);
  for (const command of [["shout"], ["run", "./own.mjs"]]) {
    const program = npx("twist", ...command, "--word", "what? ", ...listen);
    const [, port = ""] = await program.says(LISTENS);
    assert.equal(await ask(port, "quiet\n", /\n/), "what? QUIET\n");
    program.signal("SIGTERM");
    await program.exit();
  }
});

test("one that cannot be loaded is told of, and takes no other down (P1)", async () => {
  const list = npx("twist", "--list");
  assert.equal(await list.exit(), 0);
  for (const word of ["chat", "shout", "torsion-shout", "no-such-package"])
    assert.ok(list.out.includes(word), `${word} in\n${list.out}`);
  const broken = npx("twist", "broken");
  assert.equal(await broken.exit(), 1);
  assert.match(broken.err, /^twist: .*broken.*no-such-package/s);
});

test("the examples that come with it are run as files, from where they are", async () => {
  const examples = join(project, "node_modules", "torsion", "dist", "examples");
  const program = npx("twist", "run", join(examples, "key-value.js"), ...listen);
  const [, port = ""] = await program.says(LISTENS);
  assert.notEqual(port, "");
  program.signal("SIGINT");
  await program.exit();
  assert.equal(program.err, "");
});

test("each program says what can be asked of it, and trial runs a test", async () => {
  const help = npx("twist", "--help");
  assert.equal(await help.exit(), 0);
  for (const word of ["chat", "echo", "portforward", "run <file>"])
    assert.ok(help.out.includes(word), `${word} in\n${help.out}`);
  writeFileSync(
    join(elsewhere, "sum.test.mjs"),
    'import assert from "node:assert"; import { TestCase, trial } from "torsion/trial";\nexport class Sum extends TestCase { testSum() { assert.equal(1 + 1, 2); } }\ntrial(Sum);\n',
  );
  const trial = npx("trial", "sum.test.mjs");
  assert.equal(await trial.exit(), 0, trial.out + trial.err);
});
