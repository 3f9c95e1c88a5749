/**
 * What those who start a program see of its end: a shell, a script under Ctrl-C, npm, a container. For that it takes
 * `unshare` of util-linux; where that is not there, or not allowed, it is skipped, but not in CI.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { RunningProgram } from "./running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "exit-status-"));
after(() => rmSync(folder, { recursive: true }));
const PROGRAM = join(folder, "program.mjs");
const TORSION = resolve("dist", "application", "index.js");
writeFileSync(
  PROGRAM,
  `import { Service } from "file://${TORSION}";
   export default (reactor) => {
     const kill = process.env.KILL;
     if (kill) reactor.callLater(0, () => process.kill(process.pid, kill));
     return new (class extends Service {
       startService() {
         super.startService();
         console.log("it is up");
       }
       stopService() {
         super.stopService();
         if (process.env.BREAKS) throw new Error("it breaks");
       }
     })();
   };`,
);
const twist = `'${process.execPath}' '${resolve("dist", "cli", "main.js")}' run '${PROGRAM}'`;

function shell(script: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync("/bin/sh", ["-c", script], {
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 60_000,
  });
}
const last = (text: string): string => text.trimEnd().split("\n").at(-1)!;
const without = (command: string, ...args: string[]): string | false => {
  const works = spawnSync(command, args).status === 0;
  return !works && process.env.CI === undefined && `${command} is not there, or not allowed`;
};

for (const [signal, status] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129],
] as const)
  test(`${signal}: a shell says ${status}`, () => {
    assert.equal(last(shell(`${twist}; echo $?`, { KILL: signal }).stdout), String(status));
  });

test("a program that does not stop in order has failed, whatever the signal", () => {
  const { stdout } = shell(`${twist}; echo $?`, { KILL: "SIGTERM", BREAKS: "1" });
  assert.equal(last(stdout), "1");
});

test("the first process of a container ends as well, which no signal of its own would kill", {
  skip: without("unshare", "--pid", "--fork", "true"),
}, () => {
  for (const [signal, status] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    const container = "unshare --pid --fork --kill-child --mount-proc";
    const { stdout } = shell(`${container} ${twist}; echo $?`, { KILL: signal });
    assert.equal(last(stdout), String(status), signal);
  }
});

test("npm start: Ctrl-C ends both, once, though npm sends it on to who has had it already", async () => {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ scripts: { start: twist } }));
  const npm = new RunningProgram("npm", ["start"], { cwd: folder });
  await npm.says(/it is up/);
  npm.signal("SIGINT");
  const how = await npm.exit();
  assert.ok(how === 130 || how === "SIGINT", String(how));
  assert.doesNotMatch(npm.out + npm.err, /hurrying|no longer waiting|npm (ERR|error)/);
});
