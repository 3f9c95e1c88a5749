/** A program that reads its standard input by `addReader`, and what becomes of it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";

const skip = process.platform !== "linux" || "Bun" in globalThis || "Deno" in globalThis;

/** What the program says whose standard input a command of the shell writes. */
async function program(command: string, body: string): Promise<{ code: number; said: string[] }> {
  const script = `
    import { readSync } from "node:fs";
    import { ConnectionDone } from "torsion/net";
    import { reactor } from "torsion/reactor";
    const say = (text) => process.stdout.write(text + "\\n");
    const buffer = Buffer.alloc(4);
    const reader = {
      fileno: () => 0,
      logPrefix: () => "standard input",
      doRead() {
        const length = readSync(0, buffer);
        if (length === 0) return new ConnectionDone("the end");
        say("read " + buffer.toString("latin1", 0, length));
      },
      connectionLost(reason) { say("lost " + reason.value.name); },
    };
    ${body}`;
  const child = spawn(
    "sh",
    [
      "-c",
      `(${command}) | "$@"`,
      "sh",
      process.execPath,
      ...process.execArgv.filter((option) => option.startsWith("--conditions")),
      "--input-type=module",
      "--eval",
      script,
    ],
    { timeout: 20_000, stdio: ["pipe", "pipe", "inherit"] },
  );
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
    // What waits for our bytes has them all now.
    if (said.includes("stopped")) child.stdin.end();
  });
  const [code] = await once(child, "close");
  return { code: code as number, said: said.trimEnd().split("\n") };
}

test("what comes is read, and the end ends the program", { skip }, async () => {
  const { code, said } = await program(
    "printf abcdefg",
    `reader.connectionLost = (reason) => { say("lost " + reason.value.name); reactor.stop(); };
    reactor.addReader(reader);
    reactor.run().addCallback(() => say("stopped"));`,
  );
  assert.deepEqual(said, ["read abcd", "read efg", "lost ConnectionDone", "stopped"]);
  assert.equal(code, 0);
});

test("R12: a signal ends it: the reader is lost, and the pipe that is open keeps nobody", {
  skip,
}, async () => {
  const { code, said } = await program(
    "cat",
    `reactor.addReader(reader);
    reactor.run().addCallback(() => say("stopped"));
    reactor.callLater(0, () => process.kill(process.pid, "SIGTERM"));`,
  );
  assert.deepEqual(said, ["lost ConnectionLost", "stopped"]);
  assert.equal(code, 0);
});

test("timers go on while there is always something to be read", { skip }, async () => {
  const { said } = await program(
    "printf abc",
    `let turns = 0;
    reader.doRead = () => { turns += 1; };
    reactor.addReader(reader);
    reactor.run().addCallback(() => say(turns > 10 ? "stopped" : "hardly called"));
    reactor.callLater(0.05, () => reactor.stop());`,
  );
  assert.deepEqual(said, ["lost ConnectionLost", "stopped"]);
});

test("what is no pipe is refused by name, and the program goes on", { skip }, async () => {
  const { said } = await program(
    "true",
    `reader.fileno = () => 99;
    try { reactor.addReader(reader); } catch (error) { say(error.name + ": " + error.message); }
    say(reactor.getReaders().length);`,
  );
  assert.match(said[0]!, /^NotSupportedError: descriptor 99 cannot be watched: .*EBADF/);
  assert.equal(said[1], "0");
});
