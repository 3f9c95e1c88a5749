/** `twist` as a user meets it: started, joined, interrupted, started twice. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { type RunningProgram, startTwist, TWIST } from "./running-program.ts";
import { until } from "./until.ts";

const folder = mkdtempSync(join(tmpdir(), "twist-"));
after(() => rmSync(folder, { recursive: true }));

/** A file for `twist run`, with the means to make services. */
function file(name: string, text: string): string {
  const application = JSON.stringify(resolve("dist", "application", "index.js"));
  writeFileSync(join(folder, name), `import { Service } from ${application};\n${text}\n`);
  return join(folder, name);
}

/** Started somewhere else than where its files are. */
const twistOf = (...args: string[]): RunningProgram => startTwist(args, { cwd: "/" });

const listen = ["--listen", "tcp:0:interface=127.0.0.1"];

test("chat: it says how to join, is joined, and ends in order by Ctrl-C, of which the process dies", async () => {
  const twist = twistOf("chat", ...listen);
  const [, host = "", port] = await twist.says(/join with: nc (\S+) (\d+)/);
  const socket = net.connect(Number(port), host).setEncoding("utf8");
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
    if (heard.endsWith("name?\n")) socket.write("ada\nhello\n");
    if (heard.endsWith("ada: hello\n")) twist.signal("SIGINT");
  });
  socket.on("error", () => {});
  assert.equal(await twist.exit(), "SIGINT");
  assert.equal(heard, "What is your name?\nada came in\nada: hello\n");
  assert.match(twist.out, /chat listens on 127\.0\.0\.1:\d+\n.*received SIGINT.*stopped\n$/s);
  assert.match(twist.out, /^\d{4}-\d\d-\d\dT[\d:]+\+0000 \[torsion\.application#info\]/);
  assert.equal(twist.err, "");
});

test("SIGTERM ends it in order too", async () => {
  const twist = twistOf("echo", ...listen);
  await twist.says(/join with/);
  twist.signal("SIGTERM");
  assert.equal(await twist.exit(), "SIGTERM");
});

test("a taken port is a clear line, one that says what to do, and status 1", async () => {
  const first = twistOf("echo", ...listen);
  const [, , port] = await first.says(/join with: nc (\S+) (\d+)/);
  const second = twistOf("chat", "--listen", `tcp:${port}:interface=127.0.0.1`);
  assert.equal(await second.exit(), 1);
  assert.equal(
    second.err,
    `twist: cannot listen on 127.0.0.1:${port}: the address is in use (EADDRINUSE)
(another program has this port: which one says ss -tlnp 'sport = :${port}')\n`,
  );
  assert.equal(second.out, "");
  first.signal("SIGINT");
  assert.equal(await first.exit(), "SIGINT");
});

test("twist run: a file that exports a service maker, with the options that it declares", async () => {
  const file = resolve("dist", "examples", "quote-of-the-day.js");
  const twist = twistOf("run", file, ...listen);
  const [, , port] = await twist.says(/join with: nc (\S+) (\d+)/);
  const socket = net.connect(Number(port), "127.0.0.1").setEncoding("utf8");
  let heard = "";
  socket.on("data", (text) => {
    heard += text;
  });
  await once(socket, "close");
  assert.match(heard, /\r\n$/);
  twist.signal("SIGINT");
  assert.equal(await twist.exit(), "SIGINT");
});

test("--log-format json gives a record a line", async () => {
  const twist = twistOf("--log-format", "json", "echo", ...listen);
  await twist.says(/join with/);
  twist.signal("SIGINT");
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
    [64, /^twist: .*'70000' is invalid\. It has to be a whole number/, "chat", "-p", "70000"],
    [
      1,
      /^twist: cannot log to \/no\/such\/file: no such file or directory \(ENOENT\)\n$/,
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
    const { status, stdout, stderr } = spawnSync(process.execPath, [TWIST, ...args], {
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
  const twist = twistOf("run", file("stuck.mjs", stuck));
  await twist.says(/up\n/);
  twist.signal("SIGINT");
  await twist.says(/asked\n/);
  // The same one, so soon, is one that was told twice; another one is not.
  twist.signal("SIGINT");
  twist.signal("SIGTERM");
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
  const twist = twistOf("run", file("careless.mjs", careless));
  await twist.says(/still here\n/);
  twist.signal("SIGTERM");
  assert.equal(await twist.exit(), "SIGTERM");
  assert.match(
    twist.out,
    /twist#critical\].*\n\tError: thrown\n.*twist#critical\].*\n\tError: rejected\n/s,
  );
});

test("what nobody caught while a file is loaded is not lost", async () => {
  const twist = twistOf("run", file("early.mjs", "Promise.reject(new Error('too early'));"));
  assert.equal(await twist.exit(), 1);
  assert.match(twist.err, /too early/);
});

test("what a program leaves behind does not keep the process, and a late signal changes nothing", async () => {
  const untidy = `setInterval(() => {}, 1000);
  export default new (class extends Service {
    startService() { console.log("up"); }
  })();`;
  const twist = twistOf("run", file("untidy.mjs", untidy));
  await twist.says(/up\n/);
  twist.signal("SIGINT");
  await twist.says(/stopped\n$/);
  twist.signal("SIGINT");
  assert.equal(await twist.exit(), "SIGINT");
});

test("--log-file: all of the log is in the file when the process has ended", async () => {
  const logFile = join(folder, "log");
  const twist = twistOf("--log-file", logFile, "echo", ...listen);
  const log = (): string => (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");
  await until("it listens", () => log().includes("join with"));
  twist.signal("SIGINT");
  assert.deepEqual([await twist.exit(), twist.out, twist.err], ["SIGINT", "", ""]);
  assert.match(log(), /stopped\n$/);
});

test("each option that help has stands in the guide", () => {
  const { stdout } = spawnSync(process.execPath, [TWIST, "--help"], { encoding: "utf8" });
  const options = [...stdout.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name!);
  assert.ok(options.length > 15, stdout);
  const rows = readFileSync(join("docs", "guide", "twist.md"), "utf8").match(/^\| `--.*$/gm) ?? [];
  assert.deepEqual(
    options.filter((name) => !rows.some((row) => row.includes(`\`${name}`))),
    [],
  );
});
