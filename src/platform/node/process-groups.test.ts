import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ProcessGroups } from "./process-groups.ts";
import { until } from "./recorder.test-fixture.ts";

test("a group lives as long as one of it does, its leader or not", async () => {
  const leader = spawn("sh", ["-c", "sleep 60 & echo $!; exit"], { detached: true });
  let printed = "";
  leader.stdout.on("data", (data) => {
    printed += data;
  });
  const group = leader.pid!;
  await until(() => leader.exitCode !== null && printed.endsWith("\n"));
  const groups = new ProcessGroups();
  assert.equal(groups.lives(group, false), true);
  process.kill(Number(printed), "SIGKILL");
  // Whoever inherits it may never wait for it: dead it is all the same.
  await until(() => !groups.lives(group, false));
});

test("where there is no list of processes, who can be signalled lives", async () => {
  const leader = spawn("sleep", ["60"], { detached: true });
  const groups = new ProcessGroups("/no/such/place");
  assert.equal(groups.lives(leader.pid!, true), true);
  leader.kill("SIGKILL");
  await until(() => leader.signalCode !== null);
  assert.equal(groups.lives(leader.pid!, false), false);
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
    assert.equal(new ProcessGroups(proc).lives(leader.pid!, true), false);
    entry("10", `10 (it) S 1 ${leader.pid} 8 0`);
    assert.equal(new ProcessGroups(proc).lives(leader.pid!, true), true);
  } finally {
    leader.kill("SIGKILL");
    rmSync(proc, { recursive: true });
  }
});

test("what was seen of all groups is good for nine times as long as it took to look, and never hides a new one", () => {
  const proc = mkdtempSync(join(tmpdir(), "torsion-proc-"));
  const leaders = [0, 1].map(() => spawn("sleep", ["60"], { detached: true }));
  const [first, second] = leaders.map(({ pid }) => pid!) as [number, number];
  const says = (pid: number, state: string): void => {
    mkdirSync(join(proc, String(pid)), { recursive: true });
    writeFileSync(join(proc, String(pid), "stat"), `${pid} (sleep) ${state} 1 ${pid} ${pid} 0`);
  };
  // Each look takes a second: the clock is asked before it, at its begin and at its end.
  let now = 0;
  let asked = 0;
  const groups = new ProcessGroups(proc, () => {
    asked += 1;
    if (asked === 3) now += 1;
    return now;
  });
  const lives = (group: number): boolean => {
    asked = 0;
    return groups.lives(group, true);
  };
  try {
    says(first, "S");
    assert.equal(lives(first), true);
    says(first, "Z");
    now = 9.9;
    assert.equal(lives(first), true);
    now = 10;
    assert.equal(lives(first), false);
    says(second, "S");
    assert.equal(lives(second), true);
  } finally {
    for (const leader of leaders) leader.kill("SIGKILL");
    rmSync(proc, { recursive: true });
  }
});

test("a process that has the number of a group whose leader is gone is somebody else, and nobody is left", () => {
  const proc = mkdtempSync(join(tmpdir(), "torsion-proc-"));
  const leader = spawn("sleep", ["60"], { detached: true });
  const group = leader.pid!;
  const entry = (pid: number): void => {
    mkdirSync(join(proc, String(pid)));
    writeFileSync(join(proc, String(pid), "stat"), `${pid} (it) S 1 ${group} ${group} 0`);
  };
  try {
    const groups = new ProcessGroups(proc, () => 0);
    entry(group);
    entry(group + 1);
    assert.equal(groups.lives(group, true), true);
    assert.equal(groups.lives(group, false), false);
    rmSync(join(proc, String(group)), { recursive: true });
    // What was seen while the leader lived is no proof.
    assert.equal(groups.lives(group, false), true);
  } finally {
    leader.kill("SIGKILL");
    rmSync(proc, { recursive: true });
  }
});
