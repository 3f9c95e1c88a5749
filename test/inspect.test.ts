/** `--inspect` and `twist inspect`, as processes: on a real UNIX socket, into a pipe and on a real terminal. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunningProgram, startTwist, TWIST } from "./running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "twist-inspect-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** `script`, of util-linux, gives a program a terminal. */
const hasScript = spawnSync("script", ["--version"]).status === 0;
const needsScript = { skip: !hasScript && !process.env.CI && "needs script(1), of util-linux" };

const listen = ["--listen", "tcp:0:interface=127.0.0.1"];
const twist = (...args: string[]): RunningProgram => startTwist(args);

/** A program that can be looked into. */
async function echo(
  name: string,
): Promise<{ program: RunningProgram; path: string; port: number }> {
  const path = join(folder, name);
  const program = twist("--inspect", `unix:${path}`, "echo", ...listen);
  const [, port] = await program.says(/join with: nc 127\.0\.0\.1 (\d+)/);
  return { program, path, port: Number(port) };
}

/** On a terminal of 80 columns and 24 rows. */
function onTerminal(path: string): RunningProgram {
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${TWIST} inspect unix:${path}`;
  return new RunningProgram("script", ["-qfec", command, "/dev/null"], {
    env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
  });
}

test("the socket is its owner's alone while the program runs, and gone afterwards", async () => {
  const { program, path } = await echo("mode.sock");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  program.signal("SIGTERM");
  await program.exit();
  assert.equal(existsSync(path), false);
});

test("into a pipe: one snapshot, as text or as JSON; without a program, one message", async () => {
  const { program, path, port } = await echo("pipe.sock");
  const client = net.connect(port, "127.0.0.1");
  client.on("error", () => {});
  client.write("x".repeat(100));
  await new Promise((heard) => client.once("data", heard));
  const json = twist("inspect", "--json", `unix:${path}`);
  assert.equal(await json.exit(), 0);
  const { reactor, program: told } = JSON.parse(json.out) as {
    program: { pid: number; memory: { resident: number } };
    reactor: { connections: { protocol: string; bytesIn: number; bytesOut: number }[] };
  };
  assert.equal(told.pid, program.child.pid);
  assert.ok(told.memory.resident > 1e6);
  const [served] = reactor.connections.filter(({ protocol }) => protocol === "Echo");
  assert.deepEqual([served?.bytesIn, served?.bytesOut], [100, 100]);
  const text = twist("inspect", `unix:${path}`);
  assert.equal(await text.exit(), 0);
  assert.match(text.out, /^echo \(\d+\), node, running, up /);
  assert.match(text.out, /connections: 2\n/);
  client.destroy();
  program.signal("SIGTERM");
  await program.exit();
  const nobody = twist("inspect", `unix:${path}`);
  assert.equal(await nobody.exit(), 1);
  assert.match(nobody.err, /^twist: cannot look into the program at unix:.*\n$/);
});

test(
  "on a terminal: pictures, also of the program started again, and the terminal as it was",
  needsScript,
  async () => {
    const { program, path } = await echo("live.sock");
    for (const end of ["q", "\u0003", "SIGTERM"] as const) {
      const view = onTerminal(path);
      await view.says(/\[0 all\].*connections 1/s);
      if (end === "SIGTERM") {
        for (const pid of viewsOf(path)) process.kill(pid, "SIGTERM");
      } else view.child.stdin?.write(end);
      await view.exit();
      assert.ok(view.out.includes("\u001b[?1049h"));
      assert.match(view.out.slice(view.out.lastIndexOf("\u001b[?1049l")), /^.{8}\s*$/s, end);
    }
    const view = onTerminal(path);
    await view.says(/connections 1/);
    program.signal("SIGTERM");
    await program.exit();
    await view.says(/trying again/);
    const again = await echo("live.sock");
    await view.says(new RegExp(`echo \\(${again.program.child.pid}\\)`));
    view.child.stdin?.write("q");
    await view.exit();
    again.program.signal("SIGTERM");
    await again.program.exit();
  },
);

/** The processes that look into what is at `path`. */
function viewsOf(path: string): number[] {
  const { stdout } = spawnSync("pgrep", [
    "-f",
    `^${process.execPath} ${TWIST} inspect unix:${path}`,
  ]);
  return stdout.toString().trim().split("\n").map(Number);
}
