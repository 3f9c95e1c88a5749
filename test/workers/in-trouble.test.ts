/** Workers that hang, are stopped, or have nothing left to serve with. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RunningProgram } from "../running-program.ts";
import { until } from "../until.ts";
import {
  folder,
  type Joined,
  joined,
  lives,
  MAIN,
  portOf,
  run,
  SERVICE,
  twist,
  written,
} from "./serving.ts";

test("a program that hangs while it is loaded: stopped as soon as that is asked for, and not left behind", async () => {
  const file = written(
    "hangs.mjs",
    `process.stdout.write("loading " + process.pid + "\\n");
     setInterval(() => {}, 1000);
     await new Promise(() => {});`,
  );
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const program = run(["--workers", "1", "run", file]);
    const pid = Number((await program.says(/loading (\d+)/))[1]);
    process.kill(program.child.pid!, signal);
    assert.equal(await program.exit(), signal);
    await until("the worker has ended", () => !lives(pid));
    assert.doesNotMatch(program.out + program.err, /has not ended in time/);
  }
});

test("a worker without a descriptor left is given nothing, and served by another; when it has some again, so is it", async () => {
  const file = written(
    "descriptors.mjs",
    `import * as fs from "node:fs";
     import Service from ${JSON.stringify(SERVICE)};
     const held = [];
     process.on("SIGURG", () => {
       try { for (;;) held.push(fs.openSync("/dev/null")); } catch {}
       process._rawDebug("full " + process.pid);
     });
     process.on("SIGWINCH", () => { for (const fd of held.splice(0)) fs.closeSync(fd); });
     export default Service;`,
  );
  const limited = ["-c", `ulimit -n 200; exec "$0" "$@"`, process.execPath, MAIN, "--workers", "2"];
  const program = new RunningProgram("/bin/sh", [...limited, "run", file], {
    cwd: folder,
    env: { ...process.env, LISTEN: "tcp:0:interface=127.0.0.1" },
  });
  const port = await portOf(program);
  const all = [await joined({ port }), await joined({ port })];
  const full = all.find(({ worker }) => worker === "1")!;
  process.kill(full.pid, "SIGURG");
  await program.says(/full \d+/);
  for (const one of await Promise.all(Array.from({ length: 6 }, () => joined({ port }))))
    assert.equal(one.worker, "2");
  process.kill(full.pid, "SIGWINCH");
  let again = await joined({ port });
  for (let i = 0; again.worker !== "1"; i++) {
    assert.ok(i < 1000, "it is given some again");
    again.socket.destroy();
    again = await joined({ port });
  }
  program.signal("SIGTERM");
  await program.exit();
});

test("a worker that is stopped, and goes on: at most one who comes waits for it, and is served", async () => {
  const program = twist(2);
  const port = await portOf(program);
  const all = [await joined({ port }), await joined({ port })];
  const stopped = all.find(({ worker }) => worker === "1")!;
  process.kill(stopped.pid, "SIGSTOP");
  let served: Joined[] = [];
  const coming = Array.from({ length: 20 }, () =>
    joined({ port }).then((one) => {
      served = [...served, one];
    }),
  );
  await until("all but one are served", () => served.length >= 19);
  assert.deepEqual([...new Set(served.map(({ worker }) => worker))], ["2"]);
  process.kill(stopped.pid, "SIGCONT");
  await Promise.all(coming);
  assert.deepEqual(
    served.slice(19).map(({ worker }) => worker),
    ["1"],
  );
  program.signal("SIGTERM");
  await program.exit();
});
