import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { compile, type Program, run } from "./guide-programs.ts";

test("a block that does not compile, or fails, or never ends in time, is found out by its line", async () => {
  const page = "docs/guide/sample.md";
  const sample = (line: number, code: string): Program => {
    return { page, line, code, run: true, name: `sample-${line}` };
  };
  const wrong = sample(10, 'import { Clock } from "torsion/time";\nnew Clock().advance("1");\n');
  const failing = sample(20, 'throw new Error("on purpose");\n');
  const fine = sample(30, 'import { Clock } from "torsion/time";\nnew Clock().advance(1);\n');
  const endless = sample(40, "for (;;) {}\n");
  const folder = resolve("build", "guide-samples");
  const errors = compile(folder, [wrong, failing, fine, endless]);
  assert.deepEqual([...errors.keys()], [wrong.name]);
  assert.match(errors.get(wrong.name)!.join("\n"), /^docs\/guide\/sample\.md:12: error TS2345/);
  assert.match(
    await run(folder, failing),
    /^docs\/guide\/sample\.md:20: ended with code 1\n[\s\S]*on purpose/,
  );
  assert.equal(await run(folder, fine), "");
  assert.match(await run(folder, endless, 200), /^docs\/guide\/sample\.md:40: ended with SIGKILL/);
});
