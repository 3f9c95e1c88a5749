import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SimulationOptionError } from "../../testing/index.ts";
import { commandOf, corpusFile, simulationHost } from "./simulation-host.ts";

test("the environment says what to run again, how many seeds, and where failures are kept", () => {
  const host = simulationHost(
    "node",
    {},
    { TORSION_REPLAY: "x: seed 3", TORSION_SEEDS: "5000", TORSION_CORPUS: "/nonexistent" },
  );
  assert.deepEqual([host.replay, host.seeds], ["x: seed 3", 5000]);
  assert.equal(host.corpus?.read(), "");
  const plain = simulationHost("node", { strict: false, corpus: null }, {});
  assert.deepEqual(
    [plain.replay, plain.seeds, plain.corpus, plain.forbidWorld],
    [undefined, undefined, undefined, undefined],
  );
  const unset = simulationHost("node", {}, { TORSION_REPLAY: "", TORSION_SEEDS: "" });
  assert.deepEqual([unset.replay, unset.seeds], [undefined, undefined]);
  for (const wrong of ["many", "0", "-1", "1.5"])
    assert.throws(
      () => simulationHost("node", {}, { TORSION_SEEDS: wrong }),
      SimulationOptionError,
    );
});

test("a corpus is a file that grows by lines", () => {
  const folder = mkdtempSync(join(tmpdir(), "torsion-corpus-"));
  try {
    const path = join(folder, "corpus.txt");
    const corpus = corpusFile(path);
    assert.equal(corpus.read(), "");
    corpus.append("x: seed 3");
    corpus.append("y: seed 4");
    assert.equal(corpus.read(), "x: seed 3\ny: seed 4\n");
    assert.equal(readFileSync(path, "utf8"), corpus.read());
    assert.throws(() => corpusFile(folder).read(), { code: "EISDIR" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the command is the runner's own", () => {
  const argv = ["node", join(process.cwd(), "test/x.test.js")];
  const run = (...execArgv: string[]): string => commandOf("node", undefined, { argv, execArgv });
  assert.equal(run(), "node test/x.test.js");
  // What made it TypeScript is needed again; how a runner was told to report is not.
  assert.equal(
    run("--import", "file:///x/tsx.mjs", "--test-reporter=tap", "-r", "./a b.cjs", "--no-warnings"),
    "node --import file:///x/tsx.mjs -r './a b.cjs' test/x.test.js",
  );
  const file = join(process.cwd(), "it's.test.ts");
  assert.equal(commandOf("vitest", file), "npx vitest run 'it'\\''s.test.ts'");
  assert.equal(commandOf("bun", join(process.cwd(), "x.test.ts")), "bun test x.test.ts");
  assert.equal(commandOf("deno"), "deno test -A");
});
