/**
 * What the conformance suite runs in a shell, as scripts of a simulated host: for each text that it gives to `sh -c`, what
 * a shell would do.
 */
import { text, utf8 } from "torsion/bytes";
import type { Deferred } from "torsion/deferred";
import type { ChildScript, MemoryNetwork, ScriptedChild } from "torsion/platform/memory";

// biome-ignore lint/suspicious/noConfusingVoidType: as scripts have it.
type Run = Generator<Deferred<unknown>, number | void, unknown>;

function* cat({ stdin, stdout }: ScriptedChild): Run {
  for (;;) {
    const data = (yield* stdin.read()) as Uint8Array | null;
    if (data === null) return;
    yield* stdout.write(data);
  }
}

function* env(child: ScriptedChild): Run {
  for (const [name, value] of Object.entries(child.env))
    yield* child.stdout.write(utf8(`${name}=${value}\n`));
}

function* sleep(child: ScriptedChild, seconds = Number(child.args[1])): Run {
  yield* child.wait(seconds);
}

function* sayPID({ stdout, pid }: ScriptedChild): Run {
  yield* stdout.write(utf8(`${pid}\n`));
}

function closeAll({ stdin, stdout, stderr }: ScriptedChild): void {
  for (const stream of [stdin, stdout, stderr]) stream.close();
}

const SHELL: Readonly<Record<string, (child: ScriptedChild) => Run | number>> = {
  *"echo out; echo err >&2"(child) {
    yield* child.stdout.write(utf8("out\n"));
    yield* child.stderr.write(utf8("err\n"));
  },
  "exit 0": () => 0,
  "exit 3": () => 3,
  "kill -9 $$"(child) {
    child.raise("SIGKILL");
    return 0;
  },
  "(sleep 0.3; echo late) & exit 0"(child) {
    child.fork(function* (subshell) {
      yield* sleep(subshell, 0.3);
      yield* subshell.stdout.write(utf8("late\n"));
    });
    return 0;
  },
  *"exec 1>&- 2>&-; sleep 0.3"(child) {
    child.stdout.close();
    child.stderr.close();
    yield* sleep(child, 0.3);
  },
  *'echo "$0"'(child) {
    yield* child.stdout.write(utf8(`${child.args[0]}\n`));
  },
  *"exec 1>&-; read -r line <&3; echo got $line >&4"(child) {
    child.stdout.close();
    const line = text((yield* child.descriptor(3).read()) as Uint8Array);
    yield* child.descriptor(4).write(utf8(`got ${line}`));
  },
  *"pwd -P"(child) {
    yield* child.stdout.write(utf8(`${child.directory}\n`));
  },
  *"exec sleep 60"(child) {
    yield* sleep(child, 60);
  },
  *"cat | wc -c"(child) {
    const all = (yield* child.stdin.readAll()) as Uint8Array;
    yield* child.stdout.write(utf8(`${all.length}\n`));
  },
  *"i=0; while [ $i -lt 100 ]; do echo $i; i=$((i+1)); done"(child) {
    for (let i = 0; i < 100; i++) yield* child.stdout.write(utf8(`${i}\n`));
  },
  *"cat >/dev/null; sleep 0.1; exit 7"(child) {
    yield* child.stdin.readAll();
    yield* sleep(child, 0.1);
    return 7;
  },
  *"echo out; sleep 0.2; echo err >&2; exit 0"(child) {
    yield* child.stdout.write(utf8("out\n"));
    yield* sleep(child, 0.2);
    yield* child.stderr.write(utf8("err\n"));
  },
  *"sleep 60 & echo $!; wait"(child) {
    const background = child.fork((it) => sleep(it, 60));
    yield* child.stdout.write(utf8(`${background.pid}\n`));
    yield* sleep(child, 60);
  },
  *"sleep 60 </dev/null >/dev/null 2>&1 & echo $!"(child) {
    const background = child.fork((it) => {
      closeAll(it);
      return sleep(it, 60);
    });
    yield* child.stdout.write(utf8(`${background.pid}\n`));
  },
  *"trap '' TERM; echo $$; while :; do sleep 0.05; done"(child) {
    child.on("SIGTERM", "ignore");
    yield* sayPID(child);
    yield* sleep(child, 1e6);
  },
  *"trap 'exit 5' TERM; echo $$; while :; do sleep 0.05; done"(child) {
    child.on("SIGTERM", () => child.exit(5));
    yield* sayPID(child);
    yield* sleep(child, 1e6);
  },
  *"echo $$; exec sleep 60"(child) {
    yield* sayPID(child);
    yield* sleep(child, 60);
  },
};

const shell: ChildScript = (child) => {
  const script = SHELL[child.args[2] ?? ""];
  if (script === undefined) throw new Error(`not a script of the suite: ${child.args[2]}`);
  return script(child);
};

/** Put there what the suite runs. */
export function furnish(network: MemoryNetwork): void {
  network.executable("/bin/sh", shell);
  network.executable("/bin/cat", cat);
  network.executable("/usr/bin/env", env);
  network.executable("/bin/sleep", (child) => sleep(child));
  network.executable("/bin/true", () => 0);
  network.executable("/etc/passwd", null);
}
