import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { handleOf } from "./node-handles.ts";
import { until } from "./recorder.test-fixture.ts";
import { watchedDescriptors } from "./watched-descriptors.ts";

const skip = process.platform !== "linux" || "Bun" in globalThis || "Deno" in globalThis;
const { watchReads } = watchedDescriptors(false);
const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;

const folder = mkdtempSync(join(tmpdir(), "torsion-watched-"));
after(() => rmSync(folder, { recursive: true }));
let fifos = 0;

/** A named pipe with both ends open, and what is read of it, at most three bytes at a time. */
function fifo() {
  const path = join(folder, String(fifos++));
  execFileSync("mkfifo", [path]);
  const fd = openSync(path, O_RDONLY | O_NONBLOCK);
  const writer = openSync(path, O_WRONLY | O_NONBLOCK);
  const reads: string[] = [];
  const read = (): void => {
    const buffer = Buffer.alloc(3);
    const length = readSync(fd, buffer, 0, 3, null);
    reads.push(length === 0 ? "end" : buffer.toString("latin1", 0, length));
  };
  return { fd, writer, reads, read, path };
}

test("ready while there is something to be read, and not before or after", { skip }, async () => {
  const { fd, writer, reads, read } = fifo();
  const end = watchReads(fd, read);
  await wait(30);
  assert.deepEqual(reads, []);
  writeSync(writer, "seven b");
  await until(() => reads.length === 3);
  await wait(30);
  assert.deepEqual(reads, ["sev", "en ", "b"]);
  writeSync(writer, "x");
  await until(() => reads.length === 4);
  end();
  for (const open of [fd, writer]) closeSync(open);
});

test("nothing is taken: what is not read is there, and told of in each turn", {
  skip,
}, async () => {
  const { fd, writer, reads, read } = fifo();
  writeSync(writer, "abc");
  let times = 0;
  const end = watchReads(fd, () => {
    times += 1;
    if (times === 5) read();
  });
  await until(() => reads.length === 1);
  await wait(20);
  assert.deepEqual([times, reads], [5, ["abc"]]);
  end();
  for (const open of [fd, writer]) closeSync(open);
});

test("not from inside of watchReads, and one turn of the host's loop each", { skip }, async () => {
  const { fd, writer } = fifo();
  writeSync(writer, "abc");
  let turn = 0;
  const turns: number[] = [];
  const count = (): void => {
    turn += 1;
    if (turns.length < 5) setImmediate(count);
  };
  const end = watchReads(fd, () => turns.push(turn));
  assert.deepEqual(turns, []);
  count();
  await until(() => turns.length >= 5);
  end();
  assert.equal(new Set(turns.slice(0, 5)).size, 5);
  for (const open of [fd, writer]) closeSync(open);
});

test("the end of a pipe is something to be read", { skip }, async () => {
  const { fd, writer, reads, read } = fifo();
  const end = watchReads(fd, read);
  writeSync(writer, "x");
  closeSync(writer);
  await until(() => reads.includes("end"));
  end();
  const { length } = reads;
  await wait(20);
  assert.deepEqual([reads[0], reads.length], ["x", length]);
  closeSync(fd);
});

test("ended, in ready as well, it leaves the descriptor open and nothing of its own", {
  skip,
}, async () => {
  const { fd, writer, reads, read } = fifo();
  const pipes = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === "PipeWrap").length;
  const before = pipes();
  writeSync(writer, "abcdef");
  const end = watchReads(fd, () => {
    read();
    end();
    end();
  });
  await until(() => reads.length === 1);
  await wait(20);
  read();
  assert.deepEqual(reads, ["abc", "def"]);
  assert.equal(pipes(), before);
  closeSync(fd);
  // Nobody reads it any more: we do not either.
  assert.throws(() => writeSync(writer, "x"), { code: "EPIPE" });
  closeSync(writer);
});

test("the flags of the descriptor are as they were", { skip }, () => {
  const { fd, writer, path } = fifo();
  const blocking = openSync(path, O_RDONLY);
  const flags = (of: number): string => readFileSync(`/proc/self/fdinfo/${of}`, "latin1");
  const before = flags(blocking);
  const end = watchReads(blocking, () => {});
  assert.equal(flags(blocking).match(/flags:.*/)![0], before.match(/flags:.*/)![0]);
  end();
  for (const open of [fd, writer, blocking]) closeSync(open);
});

test("what cannot be watched is refused, and why is said", { skip }, async () => {
  const { fd, writer } = fifo();
  const file = openSync(join(folder, "file"), "w+");
  const directory = openSync(folder, O_RDONLY);
  const device = openSync("/dev/null", O_RDONLY);
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = (handleOf(server as unknown as net.Socket) as { fd: number }).fd;
  for (const [what, why] of [
    [writer, /cannot be read from/],
    [file, /a file, which is always ready/],
    [directory, /a directory/],
    [device, /neither a pipe nor a terminal/],
    [socket, /a socket, .*adoptStreamConnection/],
  ] as const)
    assert.throws(() => watchReads(what, () => {}), { code: "ENOTSUP", message: why });
  for (const none of [999_999, -1, 0.5, Number.NaN])
    assert.throws(() => watchReads(none, () => {}), { code: "EBADF" });
  assert.throws(() => watchedDescriptors(true).watchReads(fd, () => {}), {
    code: "ENOTSUP",
    message: /public API/,
  });
  server.close();
  for (const open of [fd, writer, file, directory, device]) closeSync(open);
});

const module = JSON.stringify(new URL("./watched-descriptors.js", import.meta.url).href);
/** Says what it reads from its standard input, until the end. */
const READER = `
  import { readSync } from "node:fs";
  import { watchedDescriptors } from ${module};
  const buffer = Buffer.alloc(100);
  const end = watchedDescriptors(false).watchReads(0, () => {
    const length = readSync(0, buffer);
    if (length === 0) end();
    process.stdout.write(length === 0 ? "<end>" : "<" + buffer.toString("latin1", 0, length).trim() + ">");
  });
  process.stdout.write("<ready>");`;

test("standard input, when it is a pipe of the shell's", { skip }, () => {
  const { stdout } = spawnSync(
    "sh",
    [
      "-c",
      '(echo one; sleep 0.2; echo two) | "$0" --input-type=module --eval "$1"',
      process.execPath,
      READER,
    ],
    { encoding: "utf8", timeout: 20_000 },
  );
  assert.deepEqual(stdout.match(/\w+/g), ["ready", "one", "two", "end"]);
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

test("standard input, when it is a terminal: a line at a time", {
  skip: skip || !hasPython,
}, async () => {
  const python = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "--input-type=module", "--eval", sys.argv[2]])
seen = b""
while b"<end>" not in seen:
    chunk = os.read(fd, 1000)
    seen += chunk
    for wanted, line in ((b"<ready>", b"one\\n"), (b"<one>", b"two\\n"), (b"<two>", b"\\x04")):
        if seen.endswith(wanted):
            os.write(fd, line)
os.waitpid(pid, 0)
print(seen.decode())`;
  const child = spawn("python3", ["-c", python, process.execPath, READER], { timeout: 20_000 });
  let printed = "";
  child.stdout.on("data", (data) => {
    printed += data;
  });
  await once(child, "close");
  assert.deepEqual(printed.match(/<\w+>/g), ["<ready>", "<one>", "<two>", "<end>"]);
});
