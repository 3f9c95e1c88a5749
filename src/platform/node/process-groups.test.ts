import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groupLives } from "./process-groups.ts";
import { until } from "./recorder.test-fixture.ts";

test("a group lives as long as one of it does, its leader or not", async () => {
  const leader = spawn("sh", ["-c", "sleep 60 & echo $!; exit"], { detached: true });
  let printed = "";
  leader.stdout.on("data", (data) => {
    printed += data;
  });
  const group = leader.pid!;
  await until(() => leader.exitCode !== null && printed.endsWith("\n"));
  assert.equal(groupLives(group), true);
  process.kill(Number(printed), "SIGKILL");
  // Whoever inherits it may never wait for it: dead it is all the same.
  await until(() => !groupLives(group));
});

test("where there is no list of processes, who can be signalled lives", async () => {
  const leader = spawn("sleep", ["60"], { detached: true });
  assert.equal(groupLives(leader.pid!, "/no/such/place"), true);
  leader.kill("SIGKILL");
  await until(() => leader.signalCode !== null);
  assert.equal(groupLives(leader.pid!, "/no/such/place"), false);
});

test("the name of a program may look like the rest of the line", () => {
  const proc = mkdtempSync(join(tmpdir(), "torsion-proc-"));
  const leader = spawn("sleep", ["60"], { detached: true });
  const entry = (pid: string, stat: string): void => {
    mkdirSync(join(proc, pid));
    writeFileSync(join(proc, pid, "stat"), stat);
  };
  try {
    entry("7", `7 (a) R 1 ${leader.pid}) Z 1 ${leader.pid} 7 0`);
    entry("8", `8 (dead) X 1 ${leader.pid} 8 0`);
    entry("9", `9 (other) R 1 9 9 0`);
    assert.equal(groupLives(leader.pid!, proc), false);
    entry("10", `10 (it) S 1 ${leader.pid} 8 0`);
    assert.equal(groupLives(leader.pid!, proc), true);
  } finally {
    leader.kill("SIGKILL");
    rmSync(proc, { recursive: true });
  }
});
