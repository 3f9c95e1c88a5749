import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { Command, CommanderError } from "commander";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { unitCommand } from "./unit-command.ts";

function twist() {
  const said = { out: "", err: "" };
  const written: Record<string, string> = {};
  const { environment } = reactorOn(new MemoryNetwork().host("a"));
  const collect = (where: "out" | "err"): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        said[where] += String(chunk);
        done();
      },
    });
  const world = {
    node: "/usr/bin/node",
    main: "/srv/main.js",
    directory: "/srv",
    modeOf: () => 0o755,
    write: (path: string, text: string) => {
      written[path] = text;
    },
  };
  const program = new Command("twist")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeErr: (text) => {
        said.err += text;
      },
    });
  const command = unitCommand(
    { stdout: collect("out"), stderr: collect("err"), environment },
    () => world,
  );
  program.addCommand(command.copyInheritedSettings(program));
  const run = async (...words: string[]): Promise<void> =>
    void (await program.parseAsync(["systemd-unit", ...words], { from: "user" }));
  return { said, written, run };
}

test("both units, each under the name of its file, go to standard output, and nothing else does", async () => {
  const { said, run } = twist();
  await run("--socket", "--", "chat");
  assert.match(said.out, /^# \/etc\/systemd\/system\/chat\.service\n\[Unit\]\n/);
  assert.match(said.out, /\n# \/etc\/systemd\/system\/chat\.socket\n\[Unit\]\n/);
  assert.match(said.err, /enable --now chat\.service chat\.socket/);
});

test("or to files", async () => {
  const { said, written, run } = twist();
  await run("--output", "/etc/x", "--", "chat");
  assert.deepEqual(Object.keys(written), ["/etc/x/chat.service"]);
  assert.equal(said.out, "");
});

test("what is wrong is a usage error that says so", async () => {
  const { said, written, run } = twist();
  await assert.rejects(() => run("--output", "/etc/x", "--", "chta"), CommanderError);
  assert.match(said.err, /there is no program "chta"/);
  await assert.rejects(() => run("--watchdog", "soon", "--", "chat"), CommanderError);
  assert.deepEqual(written, {});
});
