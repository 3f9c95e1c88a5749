import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const { header } = process.report.getReport() as unknown as {
  readonly header: { readonly glibcVersionRuntime?: string };
};

/** Page faults while large blocks come and go, in a process of its own. */
function faults(prepare: string): number {
  const program = `
    import { readFileSync } from "node:fs";
    import { node } from "torsion/platform/node";
    ${prepare}
    await new Promise((done) => setTimeout(done, 50));
    const faults = () => Number(readFileSync("/proc/self/stat", "latin1").split(") ")[1].split(" ")[7]);
    const before = faults();
    for (let i = 0; i < 500; i++) {
      Buffer.allocUnsafeSlow(1 << 20).fill(1);
      if (i % 50 === 0) await new Promise((done) => setImmediate(done));
    }
    console.log(faults() - before);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  assert.match(stdout, /^\d+\n$/, stderr);
  return Number(stdout);
}

test("what is freed is used again, unless one says otherwise", {
  skip: header.glibcVersionRuntime === undefined,
}, () => {
  const kept = faults("node();");
  const given = faults("node({ keepFreedMemory: false });");
  assert.ok(kept < given / 2, `${kept} page faults, and ${given}`);
});
