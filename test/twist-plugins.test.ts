/** Packages that add programs and reactors to `twist`, as npm installs them, in a monorepo; and what is set for them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";

const repository = mkdtempSync(join(tmpdir(), "twist-plugins-"));
after(() => rmSync(repository, { recursive: true }));

function file(path: string, content: string | object): void {
  const full = join(repository, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
}

file("package.json", { name: "all", private: true, dependencies: { torsion: "*" } });
mkdirSync(join(repository, "node_modules", ".bin"), { recursive: true });
symlinkSync(resolve("."), join(repository, "node_modules", "torsion"));
chmodSync(resolve("dist", "cli", "main.js"), 0o755);
symlinkSync("../torsion/dist/cli/main.js", join(repository, "node_modules", ".bin", "twist"));

file("node_modules/torsion-pigeon/package.json", {
  name: "torsion-pigeon",
  type: "module",
  torsion: {
    twist: { pigeon: "./pigeon.js", dodo: "./dodo.js", echo: "./pigeon.js" },
    reactors: { slow: "./reactor.js", own: "./own-reactor.js" },
  },
});
file(
  "node_modules/torsion-pigeon/pigeon.js",
  `import { Service, serviceMaker, parseSeconds } from "torsion/application";
   export default serviceMaker({
     tapname: "pigeon",
     description: "carries a message and ends",
     options: [
       { name: "to", value: "place", required: true, help: "where" },
       { name: "after", value: "seconds", parse: parseSeconds, default: 0.01, help: "when" },
       { name: "quiet", help: "say less" },
     ],
     arguments: [{ name: "words", multiple: true, required: false, help: "what" }],
     makeService: (reactor, options) => new (class extends Service {
       startService() {
         console.log(JSON.stringify({ ...options, slow: reactor.slow === true }));
         reactor.callLater(options.after, () => reactor.stop());
         return super.startService();
       }
     })(),
   });`,
);
file("node_modules/torsion-pigeon/dodo.js", "\nthrow new Error('extinct');");
file(
  "node_modules/torsion-pigeon/reactor.js",
  `import { reactor } from "torsion/reactor";
   export default () => { Reflect.set(reactor, "slow", true); return reactor; };`,
);
file(
  "node_modules/torsion-pigeon/own-reactor.js",
  `import { node } from "torsion/platform/node";
   import { reactorOn } from "torsion/reactor/core";
   export default () => reactorOn(node());`,
);
file("packages/birds/package.json", {
  name: "birds",
  type: "module",
  dependencies: { "torsion-pigeon": "*" },
});
file("packages/birds/twist.json", { "log-level": "critical", pigeon: { to: "Rome", after: 0.02 } });
file(
  "packages/birds/later.js",
  `import { Service } from "torsion/application";
   export default async (reactor) => {
     await new Promise((done) => setTimeout(done, 1));
     reactor.callWhenRunning(() => reactor.stop());
     return new Service();
   };`,
);

file(
  "packages/birds/killed.js",
  `import { Service } from "torsion/application";
   export default (reactor) => {
     reactor.callLater(0, () => process.kill(process.pid, "SIGTERM"));
     return new Service();
   };`,
);

function twist(args: readonly string[], { folder = "packages/birds", env = {} } = {}) {
  const main = join(repository, "node_modules", ".bin", "twist");
  return spawnSync(process.execPath, [main, ...args], {
    cwd: join(repository, folder),
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 60_000,
  });
}

test("a program of a package that the user's own depends on runs by its name", () => {
  const { status, stdout, stderr } = twist([
    "--log-level",
    "error",
    "pigeon",
    "--to",
    "Paris",
    "hello",
    "you",
  ]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(JSON.parse(stdout), {
    to: "Paris",
    after: 0.01,
    quiet: false,
    words: ["hello", "you"],
    slow: false,
  });
});

test("the command line, then the environment, then the config file", () => {
  const env = { TORSION_CONFIG: "twist.json", TORSION_PIGEON_QUIET: "1", TORSION_REACTOR: "slow" };
  const { status, stdout, stderr } = twist(["pigeon", "--after", "0.03"], { env });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(JSON.parse(stdout), {
    to: "Rome",
    after: 0.03,
    quiet: true,
    words: [],
    slow: true,
  });
});

test("P1: what is broken harms nobody, and says why when it is listed or asked for", () => {
  const asked = twist(["dodo"]);
  assert.deepEqual([asked.status, asked.stdout], [1, ""]);
  const why =
    /twist\.dodo of the package torsion-pigeon, \.\/dodo\.js, cannot be loaded: extinct \(\S+dodo\.js:2:7\)\n/;
  assert.match(asked.stderr, why);
  const { stdout, status } = twist(["--list"]);
  assert.equal(status, 0);
  assert.match(stdout, /\n {2}pigeon +carries a message and ends \(of torsion-pigeon\)\n/);
  assert.match(
    stdout,
    /\nReactors:\n {2}node, slow \(of torsion-pigeon\), own \(of torsion-pigeon\)\n/,
  );
  assert.match(stdout, why);
  assert.match(stdout, /echo of the package torsion-pigeon: twist has one of its own/);
});

test("where nothing depends on the package, it is not there", () => {
  const { status, stderr } = twist(["pigeon", "--to", "Rome"], { folder: "." });
  assert.equal(status, 64);
  assert.match(stderr, /^twist: unknown command 'pigeon'/);
});

test("what is wrong with a program's options is said with status 64", () => {
  const missing = twist(["pigeon"]);
  assert.equal(missing.status, 64);
  assert.match(missing.stderr, /^twist: required option '--to <place>' not specified\n/);
  const wrong = twist(["pigeon", "--to", "x"], { env: { TORSION_PIGEON_AFTER: "soon" } });
  assert.equal(
    wrong.stderr,
    "twist: TORSION_PIGEON_AFTER 'soon' is invalid. It has to be a number of seconds above 0.\n",
  );
});

test("whose reactor runs a program, that one is asked which signal has ended it", () => {
  const { signal, stderr, stdout } = twist(["--reactor", "own", "run", "killed.js"]);
  assert.deepEqual([signal, stderr], ["SIGTERM", ""]);
  assert.match(stdout, /received SIGTERM, stopping(.|\n)*stopped\n$/);
});

test("twist run: a function that gives a promise of a service, and a package's reactor", () => {
  const { status, stderr, stdout } = twist(["--reactor", "slow", "run", "later.js"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /stopped\n$/);
});
