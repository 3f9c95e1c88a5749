/** Units that `twist systemd-unit` wrote, run by systemd: that they start, live, and end there as they are meant to. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { BootedSystemd, noSystemd, REPOSITORY } from "./booted-systemd.ts";

const skip = noSystemd();
const programs = mkdtempSync(join(process.cwd(), "build", "systemd-"));
let systemd: BootedSystemd;
before(async () => {
  chmodSync(programs, 0o755);
  if (skip === false) systemd = await BootedSystemd.boot();
});
after(async () => {
  await systemd?.shutdown();
  rmSync(programs, { recursive: true });
});

/** A file for `twist run`, where systemd has it. */
function program(name: string, text: string): string {
  const file = join(programs, `${name}.mjs`);
  writeFileSync(
    file,
    `import { writeFileSync, existsSync } from "node:fs";
     import { Service } from "torsion/application";
     ${text}`,
  );
  return join(REPOSITORY, relative(process.cwd(), file));
}

const UNITS = "/run/systemd/system";

function sh(script: string): string {
  const { status, out } = systemd.run("sh", "-c", script);
  assert.equal(status, 0, `${script}: ${out}`);
  return out;
}

/** Write a unit, and have systemd know it; then, as a rule, start it. */
function unit(name: string, ...args: string[]): void {
  const command = ["systemd-unit", "--name", name, "--output", UNITS, ...args];
  const { status, out } = systemd.run("node", "dist/cli/main.js", ...command);
  assert.equal(status, 0, out);
  assert.doesNotMatch(out, /cannot be|one of its own/);
  // One failure is enough to look at.
  sh(
    `mkdir -p ${UNITS}/${name}.service.d && printf '[Service]\\nRestart=no\\n' >${UNITS}/${name}.service.d/test.conf`,
  );
  sh("systemctl daemon-reload");
}

test("it has started when the port is open, says where it listens, and stops in order", {
  skip,
}, () => {
  unit("plain", "--", "echo", "--listen", "tcp:8007");
  sh("systemctl start plain");
  assert.equal(systemd.property("plain", "StatusText"), "listening on 0.0.0.0:8007");
  assert.equal(sh("printf hello | socat -t5 - tcp:127.0.0.1:8007"), "hello");
  assert.notEqual(systemd.property("plain", "UID"), "0");
  sh("systemctl stop plain");
  assert.equal(systemd.property("plain", "Result"), "success");
});

test("while its services start it is starting", { skip }, async () => {
  const slow = program(
    "slow",
    `export default new (class extends Service {
       async startService() {
         super.startService();
         while (!existsSync("/run/go")) await new Promise((wake) => setTimeout(wake, 10));
       }
     })();`,
  );
  unit("slow", "--", "run", slow);
  sh("systemctl start --no-block slow");
  assert.equal(await systemd.becomes("slow", "StatusText", "starting"), "starting");
  assert.equal(systemd.property("slow", "ActiveState"), "activating");
  sh("touch /run/go");
  assert.equal(await systemd.becomes("slow", "ActiveState", "active"), "active");
  assert.equal(systemd.property("slow", "StatusText"), "running");
  sh("systemctl stop slow");
});

test("a program that turns keeps the watchdog quiet, and one that hangs is ended by it", {
  skip,
}, async () => {
  const hangs = program(
    "hangs",
    `export default new (class extends Service {
       startService() { setTimeout(() => { for (;;); }, 5000); }
     })();`,
  );
  unit("hangs", "--watchdog", "3", "--", "run", hangs);
  sh("systemctl start hangs");
  assert.equal(await systemd.becomes("hangs", "Result", "watchdog"), "watchdog");
  const at = (what: string): number =>
    Number(systemd.property("hangs", `ExecMain${what}TimestampMonotonic`)) / 1e6;
  assert.ok(at("Exit") - at("Start") > 5, "it was ended before it hung");
});

test("a program that does not start has failed, and was never up", { skip }, () => {
  unit("taken", "--", "echo", "--listen", "tcp:8007:interface=192.0.2.1");
  assert.notEqual(systemd.run("systemctl", "start", "taken").status, 0);
  assert.equal(systemd.property("taken", "Result"), "exit-code");
  assert.equal(systemd.property("taken", "ExecMainStatus"), "1");
  assert.equal(systemd.property("taken", "ActiveEnterTimestampMonotonic"), "0");
});

/** Of what means something to systemd, a shell, or C. */
function randomWord(seed: number): string {
  const parts = [
    "\\",
    '"',
    "'",
    "%",
    "$",
    "{HOME}",
    "HOME",
    ";",
    " ",
    "\n",
    "\t",
    "\r",
    "\x7f",
    "\x01",
    "\u2028",
  ];
  parts.push(
    "n",
    "x41",
    "101",
    "u00e9",
    "é",
    "🦑",
    "-",
    "+",
    "!",
    "@",
    ":",
    "#",
    "=",
    "~",
    "*",
    "|",
    "&",
    "i",
  );
  let state = seed + 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % below;
  };
  return Array.from({ length: 1 + draw(8) }, () => parts[draw(parts.length)]).join("");
}

test("arguments arrive as they were, whatever is in them", { skip }, () => {
  const odd = ["", " ", "a b", "%n %%", "$HOME", "$$", "$", "\\", "\\\\n", 'say "x"', "it's"];
  odd.push(
    `\${HOME}`,
    ";",
    "\\;",
    "a\nb\tc",
    "grüße 🦑",
    "\u0085",
    "#",
    "~",
    "*",
    "a=b;c",
    "@x",
    "!",
  );
  const shows = program(
    "arguments",
    `export default {
       tapname: "arguments", description: "-", options: [{ name: "x", value: "x", help: "-" }],
       makeService: () => {
         writeFileSync("/run/args/argv", JSON.stringify(process.argv.slice(process.argv.indexOf("run") + 2)));
         return new Service();
       },
     };`,
  );
  const alone = [...odd, ...Array.from({ length: 100 }, (_, seed) => randomWord(seed))];
  const words = [...odd.map((text) => `--x=${text}`), ...alone.flatMap((text) => ["--x", text])];
  unit("args", "--runtime", "--", "run", shows, ...words);
  sh("systemctl start args");
  assert.deepEqual(JSON.parse(sh("cat /run/args/argv")), words);
  sh("systemctl stop args");
});

test("in the sandbox works what programs do, and not what they have no use for", { skip }, () => {
  const probe = program(
    "probe",
    `import { execFileSync } from "node:child_process";
     import { lookup } from "node:dns/promises";
     import { networkInterfaces, availableParallelism, userInfo } from "node:os";
     import { Worker } from "node:worker_threads";
     import { createServer } from "node:http";
     import { once } from "node:events";
     import { serverFromString } from "torsion/endpoints";
     import { Protocol } from "torsion/protocols";
     const asks = {
       compiles: () => { let n = 0; for (let i = 0; i < 3e6; i++) n = (n * 31 + i) | 0; return typeof n; },
       wasm: () => typeof new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
       worker: async () => (await once(new Worker("require('worker_threads').parentPort.postMessage(7)", { eval: true }), "message"))[0],
       child: () => String(execFileSync("echo", ["hello"])).trim(),
       name: async () => (await lookup("localhost")).address.length > 0,
       interfaces: () => Object.keys(networkInterfaces()).length > 0,
       processors: () => availableParallelism() > 0,
       fetch: async () => {
         const server = createServer((_, response) => response.end("fetched")).listen(0, "127.0.0.1");
         await once(server, "listening");
         const answer = await (await fetch("http://127.0.0.1:" + server.address().port)).text();
         server.close();
         return answer;
       },
       unix: async () => String((await serverFromString(reactor, "unix:/run/probe/socket").listen(() => new Protocol())).getHost()),
       state: () => writeFileSync("/var/lib/probe/x", "1") ?? "written",
       temporary: () => writeFileSync("/tmp/x", "1") ?? "written",
       root: () => process.setuid(0),
       etc: () => writeFileSync("/etc/x", "1"),
       low: async () => String((await serverFromString(reactor, "tcp:81").listen(() => new Protocol())).getHost()),
       init: () => existsSync("/proc/1/status"),
       rights: () => /CapBnd:\\s*0+\\n/.test(require("fs").readFileSync("/proc/self/status", "utf8")),
     };
     import { createRequire } from "node:module";
     import { reactor } from "torsion/reactor";
     const require = createRequire(import.meta.url);
     export default new (class extends Service {
       async startService() {
         super.startService();
         const answers = {};
         for (const [name, ask] of Object.entries(asks))
           try { answers[name] = await ask(); } catch (error) { answers[name] = error.code ?? String(error); }
         writeFileSync("/run/probe/answers", JSON.stringify(answers));
       }
     })();`,
  );
  unit("probe", "--state", "--runtime", "--", "run", probe);
  sh("systemctl start probe");
  const { root, etc, low, ...works } = JSON.parse(sh("cat /run/probe/answers"));
  assert.deepEqual(works, {
    compiles: "number",
    wasm: "object",
    worker: 7,
    child: "hello",
    name: true,
    interfaces: true,
    processors: true,
    fetch: "fetched",
    unix: "/run/probe/socket",
    state: "written",
    temporary: "written",
    init: false,
    rights: true,
  });
  assert.match(root, /^E(PERM|INVAL)$/);
  assert.match(etc, /^E(ROFS|ACCES)$/);
  assert.match(low, /EACCES|CannotListen|not permitted|permission/);
  sh("systemctl stop probe");
});

test("a port below 1024, with the one capability for it", { skip }, () => {
  unit("low", "--", "echo", "-p", "80");
  sh("systemctl start low");
  assert.equal(sh("printf low | socat -t5 - tcp:127.0.0.1:80"), "low");
  const pid = systemd.property("low", "MainPID");
  assert.match(sh(`cat /proc/${pid}/status`), /^CapBnd:\t0{13}400$/m);
  sh("systemctl stop low");
});

test("--socket: who comes first starts it, and nobody is refused while it restarts", {
  skip,
}, () => {
  unit("socket", "--socket", "--", "echo", "--listen", "tcp:8008");
  sh("systemctl start socket.socket");
  assert.equal(systemd.property("socket", "ActiveState"), "inactive");
  assert.equal(sh("printf first | socat -t5 - tcp:127.0.0.1:8008"), "first");
  assert.equal(systemd.property("socket", "ActiveState"), "active");
  const before = systemd.property("socket", "MainPID");
  const asked = `for i in 1 2 3 4 5 6 7 8; do printf $i | socat -t20 - tcp:127.0.0.1:8008 & sleep 0.1; done; wait`;
  const answers = sh(`systemctl restart --no-block socket; ${asked}`);
  assert.equal([...answers].sort().join(""), "12345678");
  assert.notEqual(systemd.property("socket", "MainPID"), before);
  sh("systemctl stop socket.socket socket.service");
});

test("--workers: it has started when all of them have, and stops with all of them", {
  skip,
}, () => {
  unit("many", "--", "--workers", "2", "echo", "--listen", "tcp:8009");
  sh("systemctl start many");
  const processes = sh("cat /sys/fs/cgroup/system.slice/many.service/cgroup.procs").trim();
  assert.equal(processes.split("\n").length, 3);
  assert.equal(sh("printf hello | socat -t5 - tcp:127.0.0.1:8009"), "hello");
  sh("systemctl stop many");
  assert.equal(systemd.property("many", "Result"), "success");
});

test("a log file is opened anew by a reload", { skip }, async () => {
  unit("logs", "--logs", "--", "--log-file", "/var/log/logs/log", "echo", "--listen", "tcp:8010");
  sh("systemctl start logs && mv /var/log/logs/log /var/log/logs/old && systemctl reload logs");
  for (let i = 0; i < 200 && systemd.run("test", "-s", "/var/log/logs/log").status !== 0; i++)
    await wait(50);
  assert.match(sh("cat /var/log/logs/log"), /the log is open anew/);
  assert.equal(systemd.property("logs", "ActiveState"), "active");
  sh("systemctl stop logs");
});
