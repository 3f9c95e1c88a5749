/** What systemd itself says of the units that `twist systemd-unit` writes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { TWIST } from "../running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-units-"));
after(() => rmSync(folder, { recursive: true }));

const installed = spawnSync("systemd-analyze", ["--version"]).error === undefined;
const SYSTEMD = { skip: installed || process.env.CI ? false : "systemd-analyze is not installed" };

const units: Record<string, string[]> = {
  plain: ["--", "chat", "--listen", "tcp:8123"],
  user: ["--user", "daemon", "--state", "--logs", "--runtime", "--", "echo"],
  low: ["--", "echo", "-p", "80"],
  socket: ["--socket", "--", "chat", "--listen", "unix:/run/chat.sock:mode=660"],
  odd: [
    "--description",
    "100% $HOME \"x\" 'y' \\ z",
    "--",
    "run",
    TWIST,
    "%n $HOME",
    ";",
    "a\nb",
    "\\",
  ],
};

for (const [name, args] of Object.entries(units))
  test(
    `twist systemd-unit, ${name}: an exposure of at most 2.0, and systemd complains of nothing`,
    SYSTEMD,
    () => {
      const into = mkdtempSync(join(folder, "unit-"));
      const written = spawnSync(
        process.execPath,
        [TWIST, "systemd-unit", "--name", name, "--output", into, ...args],
        { encoding: "utf8" },
      );
      assert.equal(written.status, 0, written.stderr);
      const files = readdirSync(into).map((file) => join(into, file));
      const verified = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], {
        encoding: "utf8",
      });
      const complaints = verified.stderr.split("\n").filter((line) => line.includes(`${name}.`));
      assert.deepEqual(complaints, []);
      const security = ["security", "--offline=true", "--threshold=20", "--no-pager"];
      const scored = spawnSync("systemd-analyze", [...security, join(into, `${name}.service`)], {
        encoding: "utf8",
      });
      const [, score] = /exposure level for \S+: ([\d.]+)/.exec(scored.stdout) ?? [];
      assert.ok(Number(score) <= 2, `${score}: ${scored.stderr}`);
      assert.equal(scored.status, 0);
    },
  );

test("what is wrong with the command line is a message and status 64, and what nobody could read is a warning", () => {
  const unit = (...args: string[]) =>
    spawnSync(process.execPath, [TWIST, "systemd-unit", ...args], {
      encoding: "utf8",
      cwd: folder,
    });
  const wrong: [RegExp, ...string[]][] = [
    [/no program "chta"/, "--", "chta"],
    [/missing required argument/],
    [/unknown option '--lgo'/, "--", "--lgo", "x", "chat"],
    [/--log-file x\.log is no full path/, "--", "--log-file", "x.log", "chat"],
    [/could not be written.*\/var\/log\/chat/, "--", "--log-file", "/var/log/x", "chat"],
    [/--listen \/run\/x could not be written/, "--", "chat", "--listen", "unix:/run/x"],
    [/can listen on tcp:/, "--socket", "--", "chat", "--listen", "fd:3"],
    [/no name for a unit/, "--name", "a b", "--", "chat"],
    [/is no full path/, "--working-directory", "x", "--", "chat"],
  ];
  for (const [message, ...args] of wrong) {
    const { status, stdout, stderr } = unit(...args);
    assert.match(stderr, message);
    assert.deepEqual([status, stdout], [64, ""], args.join(" "));
  }
  const { status, stdout, stderr } = unit("--", "run", "./there.js");
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`main\\.js run ${folder}/there\\.js$`, "m"));
  assert.match(stderr, /there\.js will not be found: it is in \/tmp/);
});
