/** `twist --uid` as root: what is left of root when the ports are open, in every thread, and in children. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { TWIST } from "./running-program.ts";

const ROOT = { skip: process.getuid?.() === 0 ? false : "becoming somebody else takes root" };
/** Every Debian has it. */
const [USER, UID, GID] = ["daemon", 1, 1];
const folder = mkdtempSync(join(tmpdir(), "privileges-"));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true }));

function program(name: string, text: string): string {
  const file = join(folder, `${name}.mjs`);
  const application = JSON.stringify(resolve("dist", "application", "index.js"));
  writeFileSync(
    file,
    `import * as fs from "node:fs";
     import { execFileSync } from "node:child_process";
     import { once } from "node:events";
     import { Worker } from "node:worker_threads";
     import { Service } from ${application};
     const identity = (status) => /^Uid:.*\\nGid:.*$/m.exec(status)[0].split(/\\s+/).join(" ");
     const threads = () => fs.readdirSync("/proc/self/task")
       .map((id) => identity(fs.readFileSync("/proc/self/task/" + id + "/status", "utf8")));
     const attempt = async (what) => { try { await what(); return "done"; } catch (error) { return error.code; } };
     const own = "parentPort.postMessage([process.getuid(), require('fs').readFileSync('/proc/thread-self/status', 'utf8')])";
     const worker = () => new Worker("const { parentPort } = require('worker_threads'); parentPort.on('message', () => { " + own + "; process.exit(); });", { eval: true });
     const asked = async (thread) => {
       thread.postMessage("who?");
       const [[uid, status]] = await once(thread, "message");
       return [uid, identity(status)];
     };
     const out = (answers) => process.stdout.write("ANSWERS" + JSON.stringify(answers) + "\\n");
     ${text}`,
  );
  return file;
}

function twist(
  args: readonly string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [TWIST, ...args], {
    encoding: "utf8",
    cwd: "/",
    timeout: 60_000,
    ...options,
  });
  const answers = /^ANSWERS(.*)$/m.exec(stdout)?.[1];
  return { status: status ?? signal, stdout, stderr, answers: answers && JSON.parse(answers) };
}

const ALL = Object.entries({
  setuid: "process.setuid(0)",
  seteuid: "process.seteuid(0)",
  setgid: "process.setgid(0)",
  setegid: "process.setegid(0)",
  setgroups: "process.setgroups([0])",
  reads: 'fs.readFileSync("/etc/shadow")',
  readsInPool: 'fs.promises.readFile("/etc/shadow")',
  kills: "process.kill(1, 0)",
})
  .map(([name, code]) => `${name}: await attempt(() => ${code}),`)
  .join("\n");

test(
  "root starts what takes privileges; the rest, all threads and children are the user's, and there is no way back",
  ROOT,
  () => {
    const file = program(
      "drops",
      `let old;
     export default new (class extends Service {
       async privilegedStartService() {
         // Threads, of Node's pool and of ours, that there are before.
         await fs.promises.readFile("/etc/shadow");
         old = worker();
         await once(old, "online");
         out.root = process.getuid();
       }
       async startService() {
         super.startService();
         const all = threads();
         out({
           before: out.root,
           threads: [...new Set(all)], many: all.length > 5,
           old: await asked(old), young: await asked(worker()),
           child: String(execFileSync("id", ["-u"])) + execFileSync("id", ["-G"]),
           capabilities: /^CapEff:\\s*(.*)$/m.exec(fs.readFileSync("/proc/self/status", "utf8"))[1],
           ${ALL}
         });
         process.kill(process.pid, "SIGINT");
       }
     })();`,
    );
    const { answers, stdout, stderr } = twist(["--uid", USER, "run", file]);
    assert.equal(stderr, "");
    const identity = "Uid: 1 1 1 1 Gid: 1 1 1 1";
    assert.deepEqual(answers, {
      before: 0,
      threads: [identity],
      many: true,
      old: [UID, identity],
      young: [UID, identity],
      child: "1\n1\n",
      capabilities: "0000000000000000",
      setuid: "EPERM",
      seteuid: "EPERM",
      setgid: "EPERM",
      setegid: "EPERM",
      setgroups: "EPERM",
      reads: "EACCES",
      readsInPool: "EACCES",
      kills: "EPERM",
    });
    assert.match(stdout, /has become user daemon \(1, group 1\)/);
  },
);

test("numbers that nobody has, and a group of their own", ROOT, () => {
  const file = program(
    "numbers",
    `export default new (class extends Service {
       startService() {
         out({ who: [process.getuid(), process.getgid(), process.getgroups()] });
         process.kill(process.pid, "SIGINT");
       }
     })();`,
  );
  const { answers, stderr } = twist(["--uid", "54321", "--gid", "12345", "run", file]);
  assert.deepEqual(answers, { who: [54321, 12345, [12345]] }, stderr);
});

test("what root has kept for itself is found, and the program does not go on", ROOT, () => {
  const file = program(
    "keeps",
    `// A call that leaves the saved number behind, as some systems' do.
     process.setuid = (uid) => process.seteuid(uid);
     export default new (class extends Service { startService() { out({ started: true }); } })();`,
  );
  const { answers, status, stderr } = twist(["--uid", USER, "run", file]);
  assert.deepEqual([answers, status], [undefined, 1]);
  assert.match(stderr, /^twist: .*(not the user 1|could be regained)/);
});

test(
  "who is not root cannot, and is told before anything is opened; who is that user already may go on",
  ROOT,
  () => {
    const log = join(folder, "never");
    const file = program(
      "already",
      `export default new (class extends Service {
       startService() { out({ uid: process.getuid() }); process.kill(process.pid, "SIGINT"); }
     })();`,
    );
    const other = twist(["--log-file", log, "--uid", "bin", "run", file], { uid: UID, gid: GID });
    assert.equal(other.status, 1);
    assert.match(
      other.stderr,
      /^twist: --uid bin: only root can become somebody else, and this is user 1\n$/,
    );
    assert.equal(existsSync(log), false);
    assert.deepEqual(twist(["--uid", USER, "run", file], { uid: UID, gid: GID }).answers, {
      uid: UID,
    });
  },
);

test(
  "a log file is the user's then; one in a folder that is closed stays open, and the log says so",
  ROOT,
  () => {
    const file = program(
      "logs",
      `export default new (class extends Service {
       startService() { process.kill(process.pid, "SIGINT"); }
     })();`,
    );
    const logs = join(folder, "logs");
    mkdirSync(logs);
    chownSync(logs, UID, GID);
    const log = join(logs, "log");
    twist(["--umask", "027", "--log-file", log, "--uid", USER, "run", file]);
    const { uid, gid, mode, size } = statSync(log);
    assert.deepEqual([uid, gid, (mode & 0o777).toString(8), size > 0], [UID, GID, "640", true]);
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const { stderr } = twist(["--log-file", join(closed, "log"), "--uid", USER, "run", file]);
    assert.equal(stderr, "");
    const text = spawnSync("cat", [join(closed, "log")], { encoding: "utf8" }).stdout;
    assert.match(text, /log file .* stays open, but user daemon could not open it again/);
    assert.match(text, /stopped/);
  },
);

test("workers are the user's too, also those that are started later", ROOT, () => {
  const file = program(
    "workers",
    `export default new (class extends Service {
       startService() {
         super.startService();
         const again = fs.existsSync(process.env.MARK);
         const supervisor = () => identity(fs.readFileSync("/proc/" + process.ppid + "/status", "utf8"));
         out({ again, uid: process.getuid(), supervisor: supervisor() });
         if (process.env.TORSION_WORKER === "2") return;
         if (again) return process.kill(process.ppid, "SIGTERM");
         // The supervisor has started when both have; after that it is nobody's but the user's to start one again.
         const end = () => { fs.writeFileSync(process.env.MARK, ""); process.exit(1); };
         setInterval(() => { if (supervisor().startsWith("Uid: 1")) end(); }, 10);
       }
     })();`,
  );
  const shared = join(folder, "shared");
  mkdirSync(shared);
  chownSync(shared, UID, GID);
  const env = { ...process.env, MARK: join(shared, "mark") };
  const { stdout, stderr } = twist(["--uid", USER, "--workers", "2", "run", file], { env });
  const said = [...stdout.matchAll(/ANSWERS(.*)$/gm)].map(([, answers]) => JSON.parse(answers!));
  const again = said.find((answers) => answers.again);
  assert.equal(again?.supervisor, "Uid: 1 1 1 1 Gid: 1 1 1 1", stdout + stderr);
  assert.deepEqual([...new Set(said.map(({ uid }) => uid))], [UID]);
});

test("--chroot, and what makes no sense, is a message", () => {
  const wrong: [number, RegExp, ...string[]][] = [
    [64, /Node\.js cannot change its root.*RootDirectory=/, "--chroot", "/srv"],
    [64, /three digits from 0 to 7/, "--umask", "999"],
    [64, /^twist: --gid without --uid/, "--gid", "daemon"],
    [1, /^twist: there is no user "nobody-at-all"\n$/, "--uid", "nobody-at-all"],
    [1, /^twist: "root" is root/, "--uid", "root"],
  ];
  for (const [expected, message, ...args] of wrong) {
    const { status, stderr, stdout } = twist([...args, "echo", "--listen", "tcp:0"]);
    assert.match(stderr, message);
    assert.deepEqual([status, stdout], [expected, ""], args.join(" "));
  }
});
