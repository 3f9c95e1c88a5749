/** `twist` under whoever listens on `NOTIFY_SOCKET`: here a program of a few lines, over the real `systemd-notify`. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { TWIST } from "../running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-notify-"));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const missing = ["python3", "systemd-notify"].filter(
  (command) => spawnSync(command, ["--version"]).error !== undefined,
);
const PEERS = { skip: missing.length === 0 || process.env.CI ? false : `no ${missing.join(", ")}` };

/** Prints each message, and whether a port can be connected to when READY comes. */
const RECEIVER = `
import re, socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1].replace("@", "\\0", 1))
print("bound", flush=True)
while True:
    message = receiver.recv(4096).decode()
    if message == "BARRIER=1": continue
    print(message.replace("\\n", " "), flush=True)
    port = re.search(r"READY=1\\nSTATUS=listening on [0-9.]+:(\\d+)", message)
    if port:
        socket.create_connection(("127.0.0.1", int(port[1])), 5).close()
        print("connected", flush=True)
`;

for (const socket of [join(folder, "notify"), `@torsion-${process.pid}`])
  test(`READY when the port is open, the watchdog, STOPPING: ${socket[0]}`, PEERS, async () => {
    const receiver = spawn("python3", ["-c", RECEIVER, socket]);
    children.push(receiver);
    const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
    const said: string[] = [];
    const until = async (text: string): Promise<void> => {
      while (!said.at(-1)?.includes(text)) said.push(String((await lines.next()).value));
    };
    await until("bound");
    const twist = spawn(
      process.execPath,
      [TWIST, "echo", "--listen", "tcp:0:interface=127.0.0.1"],
      {
        // Of another process it would be ignored; of which one is not known before.
        env: { ...process.env, NOTIFY_SOCKET: socket, WATCHDOG_USEC: "400000" },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    children.push(twist);
    await until("connected");
    await until("WATCHDOG=1");
    await until("WATCHDOG=1");
    twist.kill("SIGTERM");
    await until("STOPPING=1");
    if (twist.exitCode === null && twist.signalCode === null) await once(twist, "exit");
    const ready = said.findIndex((line) => line.startsWith("READY=1"));
    assert.equal(said[ready + 1], "connected");
    assert.ok(said.slice(0, ready).every((line) => /^(bound|STATUS=starting)$/.test(line)));
    assert.match(said.at(-1)!, /STOPPING=1 STATUS=stopping/);
    receiver.kill();
  });
