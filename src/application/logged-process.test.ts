import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../bytes/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { LoggedProcess } from "./logged-process.ts";

function started(network: MemoryNetwork) {
  const reactor = reactorOn(network.host("a"));
  const lines: string[] = [];
  const ended: string[] = [];
  const process = new LoggedProcess({
    time: reactor,
    killTime: 5,
    line: (line, stream) => void lines.push(`${stream}: ${line}`),
    ended: ({ value }) => void ended.push(value.message),
  });
  reactor.spawnProcess(process, "/bin/p");
  return { process, lines, ended };
}

test("its output comes line by line, the last one too where it has no end, and then the end", () => {
  const network = new MemoryNetwork();
  network.executable("/bin/p", (child) => {
    child.stdout.write(utf8("one\ntw"));
    child.stderr.write(utf8("trouble\n"));
    child.stdout.write(utf8("o\nthree"));
    return 3;
  });
  const { lines, ended } = started(network);
  network.advance(1);
  assert.deepEqual([...lines].sort(), [
    "stderr: trouble",
    "stdout: one",
    "stdout: three",
    "stdout: two",
  ]);
  assert.equal(ended.length, 1);
  assert.match(ended[0]!, /exit code 3/);
});

test("a line that never ends is several, and nothing more is kept of it", () => {
  const network = new MemoryNetwork();
  network.executable("/bin/p", (child) => {
    child.stdout.write(utf8("x".repeat(10_000)));
  });
  const { lines } = started(network);
  network.advance(1);
  assert.ok(lines.length >= 2 && lines.every((line) => line.length < 5000));
});

test("who holds its pipes when it has ended is killed after a while, and may leave its group", () => {
  for (const leaves of [false, true]) {
    const network = new MemoryNetwork();
    let grandchild: { readonly living: boolean } | null = null;
    network.executable("/bin/p", (child) => {
      grandchild = child.fork((own) => {
        if (leaves) own.setsid();
      });
      return 0;
    });
    const { ended } = started(network);
    network.advance(4.9);
    assert.deepEqual(ended, []);
    network.advance(0.2);
    assert.equal(ended.length, 1, "it counts as ended");
    assert.equal(grandchild!.living, leaves);
  }
});

test("a signal goes to its group, and is none where all have ended", () => {
  const network = new MemoryNetwork();
  const got: string[] = [];
  network.executable("/bin/p", (child) => {
    child.fork((own) => own.on("SIGTERM", () => void got.push("child")));
    child.on("SIGTERM", () => void got.push("leader"));
  });
  const { process, ended } = started(network);
  network.advance(0.1);
  process.signal("TERM");
  network.advance(0.1);
  assert.deepEqual([...got].sort(), ["child", "leader"]);
  process.signal("KILL");
  network.advance(0.1);
  assert.equal(ended.length, 1);
  process.signal("KILL");
  assert.equal(process.pid, null);
});
