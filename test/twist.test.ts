/** `twist` as a user meets it: started, joined, interrupted, started twice. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

const MAIN = resolve("dist", "cli", "main.js");
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const folder = mkdtempSync(join(tmpdir(), "twist-"));
/** A file for `twist run`, with the means to make services. */
function file(name: string, text: string): string {
  const application = JSON.stringify(resolve("dist", "application", "index.js"));
  writeFileSync(join(folder, name), `import { Service } from ${application};\n${text}\n`);
  return join(folder, name);
}

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
      this.child.exitCode === null && this.child.signalCode === null
        ? await once(this.child, "close")
        : [this.child.exitCode, this.child.signalCode];
    running.delete(this.child);
    return code ?? signal;
  }
}

const listen = ["--listen", "tcp:0:interface=127.0.0.1"];

test("chat: it says how to join, is joined, and ends in order by Ctrl-C, of which the process dies", async () => {
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
  assert.equal(await twist.exit(), "SIGINT");
  assert.equal(heard, "What is your name?\nada came in\nada: hello\n");
  assert.match(twist.out, /chat listens on 127\.0\.0\.1:\d+\n.*received SIGINT.*stopped\n$/s);
  assert.match(twist.out, /^\d{4}-\d\d-\d\dT[\d:]+\+0000 \[torsion\.application#info\]/);
  assert.equal(twist.err, "");
});

test("SIGTERM ends it in order too", async () => {
  const twist = new Twist("echo", ...listen);
  await twist.says(/join with/);
  twist.child.kill("SIGTERM");
  assert.equal(await twist.exit(), "SIGTERM");
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
  assert.equal(await first.exit(), "SIGINT");
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
  assert.equal(await twist.exit(), "SIGINT");
});

test("--log-format json gives a record a line", async () => {
  const twist = new Twist("--log-format", "json", "echo", ...listen);
  await twist.says(/join with/);
  twist.child.kill("SIGINT");
  await twist.exit();
  for (const line of twist.out.trim().split("\n"))
    assert.ok(JSON.parse(line.slice(line.indexOf("{"))).log_namespace);
});

test("whatever is wrong is said on standard error alone, with its status and without a stack", () => {
  const caret = " *\\^\n$";
  const wrong: [number, RegExp, ...string[]][] = [
    [64, /^twist: unknown command 'chta'\n\(Did you mean chat\?\)/, "chta"],
    [64, /^twist: missing required argument 'file'/, "run"],
    [64, /^twist: unknown option '--lisen'/, "chat", "--lisen", "tcp:1"],
    [64, /^twist: .*'loud' is invalid/, "--log-level", "loud", "chat"],
    [64, new RegExp(`"udp"; there is tcp, .*\n    udp:1\n${caret}`), "chat", "--listen", "udp:1"],
    [64, new RegExp(`"70000".*65535\n.*\n${caret}`), "chat", "--listen", "tcp:70000"],
    [64, /^twist: .*'70000' is invalid\. A port is a whole number/, "chat", "-p", "70000"],
    [
      1,
      /^twist: cannot log to \/no\/such\/file: ENOENT.*\n$/,
      "--log-file",
      "/no/such/file",
      "echo",
    ],
    [1, /^twist: no such file: nowhere\.js\n$/, "run", "nowhere.js"],
    [1, /^twist: .*nothing\.mjs exports no service: .*\n$/, "run", file("nothing.mjs", "")],
    [1, /export default is no service \(42\)\n$/, "run", file("wrong.mjs", "export default 42;")],
    [
      1,
      /^twist: \S+throws\.mjs cannot be loaded: no luck \(\S+throws\.mjs:2:7\)\n$/,
      ...["run", file("throws.mjs", "throw new Error('no luck');")],
    ],
    [
      1,
      /^twist: no luck either\n$/,
      "run",
      file("makes.mjs", "export default () => { throw new Error('no luck either'); };"),
    ],
  ];
  for (const [expected, message, ...args] of wrong) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: "utf8",
      cwd: "/",
      timeout: 20_000,
    });
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.deepEqual([status, stdout], [expected, ""], args.join(" "));
  }
});

test("a second Ctrl-C waits for no more than a second for a service that does not stop", async () => {
  const stuck = `export default new (class extends Service {
    startService() { super.startService(); console.log("up"); }
    stopService() { console.log("asked"); return new Promise(() => {}); }
  })();`;
  const twist = new Twist("run", file("stuck.mjs", stuck));
  await twist.says(/up\n/);
  twist.child.kill("SIGINT");
  await twist.says(/asked\n/);
  // The same one, so soon, is one that was told twice; another one is not.
  twist.child.kill("SIGINT");
  twist.child.kill("SIGTERM");
  assert.equal(await twist.exit(), "SIGINT");
  assert.match(twist.out, /received SIGTERM again: hurrying/);
});

test("what nobody caught is logged as critical, and the program goes on", async () => {
  const careless = `export default new (class extends Service {
    startService() {
      setTimeout(() => { throw new Error("thrown"); }, 1);
      setTimeout(() => Promise.reject(new Error("rejected")), 20);
      setTimeout(() => console.log("still here"), 50);
    }
  })();`;
  const twist = new Twist("run", file("careless.mjs", careless));
  await twist.says(/still here\n/);
  twist.child.kill("SIGTERM");
  assert.equal(await twist.exit(), "SIGTERM");
  assert.match(
    twist.out,
    /twist#critical\].*\n\tError: thrown\n.*twist#critical\].*\n\tError: rejected\n/s,
  );
});

test("what nobody caught while a file is loaded is not lost", async () => {
  const twist = new Twist("run", file("early.mjs", "Promise.reject(new Error('too early'));"));
  assert.equal(await twist.exit(), 1);
  assert.match(twist.err, /too early/);
});

test("what a program leaves behind does not keep the process, and a late signal changes nothing", async () => {
  const untidy = `setInterval(() => {}, 1000);
  export default new (class extends Service {
    startService() { console.log("up"); }
  })();`;
  const twist = new Twist("run", file("untidy.mjs", untidy));
  await twist.says(/up\n/);
  twist.child.kill("SIGINT");
  await twist.says(/stopped\n$/);
  twist.child.kill("SIGINT");
  assert.equal(await twist.exit(), "SIGINT");
});

test("--log-file: all of the log is in the file when the process has ended", async () => {
  const logFile = join(folder, "log");
  const twist = new Twist("--log-file", logFile, "echo", ...listen);
  for (let log = ""; !log.includes("join with"); ) {
    await new Promise((wake) => setTimeout(wake, 20));
    log = existsSync(logFile) ? readFileSync(logFile, "utf8") : "";
  }
  twist.child.kill("SIGINT");
  assert.deepEqual([await twist.exit(), twist.out, twist.err], ["SIGINT", "", ""]);
  assert.match(readFileSync(logFile, "utf8"), /stopped\n$/);
});
