/** `twist` as a user meets it: started, joined, interrupted, started twice. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { resolve } from "node:path";
import { after, test } from "node:test";

const MAIN = resolve("dist", "cli", "main.js");
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

class Twist {
  readonly child: ChildProcess;
  out = "";
  err = "";
  #waiting: (() => void)[] = [];

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [MAIN, ...args], { cwd: "/" });
    running.add(this.child);
    this.child.stdout?.setEncoding("utf8").on("data", (text) => this.#heard("out", text));
    this.child.stderr?.setEncoding("utf8").on("data", (text) => this.#heard("err", text));
  }

  #heard(where: "out" | "err", text: string): void {
    this[where] += text;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.out);
      if (found) return found;
      await new Promise<void>((wake) => {
        this.#waiting.push(wake);
        setTimeout(wake, 200);
      });
    }
  }

  async exit(): Promise<number | string> {
    const [code, signal] =
      this.child.exitCode === null
        ? await once(this.child, "close")
        : [this.child.exitCode, this.child.signalCode];
    running.delete(this.child);
    return code ?? signal;
  }
}

const listen = ["--listen", "tcp:0:interface=127.0.0.1"];

test("chat: it says how to join, is joined, and ends in order by Ctrl-C with status 0", async () => {
  const twist = new Twist("chat", ...listen);
  const [, host = "", port] = await twist.says(/join with: nc (\S+) (\d+)/);
  const socket = net.connect(Number(port), host).setEncoding("utf8");
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
    if (heard.endsWith("name?\n")) socket.write("ada\nhello\n");
    if (heard.endsWith("ada: hello\n")) twist.child.kill("SIGINT");
  });
  socket.on("error", () => {});
  assert.equal(await twist.exit(), 0);
  assert.equal(heard, "What is your name?\nada came in\nada: hello\n");
  assert.match(twist.out, /chat listens on 127\.0\.0\.1:\d+\n.*received SIGINT.*stopped\n$/s);
  assert.match(twist.out, /^\d{4}-\d\d-\d\dT[\d:]+\+0000 \[torsion\.application#info\]/);
  assert.equal(twist.err, "");
});

test("SIGTERM ends it in order too", async () => {
  const twist = new Twist("echo", ...listen);
  await twist.says(/join with/);
  twist.child.kill("SIGTERM");
  assert.equal(await twist.exit(), 0);
});

test("a taken port is one clear line and status 1", async () => {
  const first = new Twist("echo", ...listen);
  const [, , port] = await first.says(/join with: nc (\S+) (\d+)/);
  const second = new Twist("chat", "--listen", `tcp:${port}:interface=127.0.0.1`);
  assert.equal(await second.exit(), 1);
  assert.equal(
    second.err,
    `twist: cannot listen on 127.0.0.1:${port}: the address is in use (EADDRINUSE)\n`,
  );
  assert.equal(second.out, "");
  first.child.kill("SIGINT");
  assert.equal(await first.exit(), 0);
});

test("twist run: a file that exports a service maker, with the options that it declares", async () => {
  const file = resolve("dist", "examples", "quote-of-the-day.js");
  const twist = new Twist("run", file, ...listen);
  const [, , port] = await twist.says(/join with: nc (\S+) (\d+)/);
  const socket = net.connect(Number(port), "127.0.0.1").setEncoding("utf8");
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
  });
  await once(socket, "close");
  assert.match(heard, /\r\n$/);
  twist.child.kill("SIGINT");
  assert.equal(await twist.exit(), 0);
});

test("--log-format json gives a record a line", async () => {
  const twist = new Twist("--log-format", "json", "echo", ...listen);
  await twist.says(/join with/);
  twist.child.kill("SIGINT");
  await twist.exit();
  for (const line of twist.out.trim().split("\n"))
    assert.ok(JSON.parse(line.slice(line.indexOf("{"))).log_namespace);
});
