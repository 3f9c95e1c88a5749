/** The scripts, run by the shells that they are for. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCRIPTS } from "./scripts.ts";

const MAIN = join(import.meta.dirname, "..", "main.js");
let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "completion-"));
  writeFileSync(join(folder, "my service.js"), "");
  writeFileSync(join(folder, "my.json"), "");
  mkdirSync(join(folder, "mystery"));
  writeFileSync(join(folder, "twist"), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, {
    mode: 0o755,
  });
  for (const [shell, script] of Object.entries(SCRIPTS))
    writeFileSync(join(folder, `twist.${shell}`), script);
});
after(() => rmSync(folder, { recursive: true }));

/** Where the gate runs, all of them are there. */
function absent(shell: string): boolean {
  return !process.env.CI && spawnSync(shell, ["-c", "exit 0"]).status !== 0;
}

function run(shell: string, program: string): string {
  const { stdout, stderr } = spawnSync(shell, ["-c", program], {
    encoding: "utf8",
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    timeout: 60_000,
  });
  assert.equal(stderr, "");
  return stdout;
}

/** Bash's own way to say what was typed: `words` as it cuts them, at `:` and `=` too. */
function inBash(line: string, words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const out = run(
    "bash",
    `source ./twist.bash
     COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
     _twist
     printf '%s\\n' "\${COMPREPLY[@]}"
     [[ "$IFS" == $' \\t\\n' ]] || echo "IFS of the user's shell was changed"`,
  );
  return out.split("\n").filter((word) => word !== "");
}

test("bash completes commands, options, choices and what it has cut at : and =", (t) => {
  if (absent("bash")) return t.skip("bash is not installed");
  assert.deepEqual(inBash("twist ch", ["twist", "ch"]), ["chat"]);
  assert.deepEqual(inBash("twist --log-level ", ["twist", "--log-level", ""]), [
    ..."debug info warn error critical".split(" "),
  ]);
  assert.deepEqual(inBash("twist --log-level=w", ["twist", "--log-level", "=", "w"]), ["warn"]);
  assert.deepEqual(inBash("twist --log-format=", ["twist", "--log-format", "="]), [
    "text",
    "json",
    "pino",
  ]);
  assert.deepEqual(inBash("twist echo  --listen uni", ["twist", "echo", "--listen", "uni"]), [
    "unix:",
  ]);
  assert.deepEqual(inBash("twist echo --lis", ["twist", "echo", "--lis"]), ["--listen"]);
  return undefined;
});

test("bash completes names of files where they belong", (t) => {
  if (absent("bash")) return t.skip("bash is not installed");
  assert.deepEqual(
    inBash("twist run my", ["twist", "run", "my"]).sort(),
    ["my service.js", "my.json", "mystery"].sort(),
  );
  assert.deepEqual(inBash("twist --config=my.", ["twist", "--config", "=", "my."]), ["my.json"]);
  return undefined;
});

test("fish completes with a word of help", (t) => {
  if (absent("fish")) return t.skip("fish is not installed");
  const complete = (line: string): string =>
    run("fish", `source ./twist.fish; complete -C '${line}'`);
  assert.match(complete("twist ch"), /^chat\ta room to talk in/);
  assert.match(complete("twist --log-level=w"), /^--log-level=warn/);
  assert.match(complete("twist run my."), /^my\.json/);
  return undefined;
});

test("zsh takes its script", (t) => {
  if (absent("zsh")) return t.skip("zsh is not installed");
  assert.equal(spawnSync("zsh", ["-n", join(folder, "twist.zsh")]).status, 0);
  return undefined;
});
