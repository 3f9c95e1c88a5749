/**
 * A test for each program of some of the pages. They are in several files, since each file has a limited time and there are
 * many programs.
 */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { before, describe, test } from "node:test";
import { compile, pagesWithPrograms, programsOf, run } from "../../tools/guide-programs.ts";

const PARTS = 3;

/** The tests of a part of the pages, of which there are {@link PARTS}, from 1. */
export function testPages(part: 1 | 2 | 3): void {
  const pages = pagesWithPrograms();
  const from = Math.ceil((pages.length * (part - 1)) / PARTS);
  const to = Math.ceil((pages.length * part) / PARTS);
  const programs = pages.slice(from, to).flatMap(programsOf);
  const made = resolve("build", "guide", `part-${part}`);

  describe(`the guide, part ${part}`, { concurrency: availableParallelism() }, () => {
    let errors = new Map<string, string[]>();
    before(() => {
      errors = compile(made, programs);
    });

    test("the compiler complains of nothing but programs", () => {
      assert.equal((errors.get("") ?? []).join("\n"), "");
    });
    for (const program of programs)
      test(`${program.page}:${program.line}`, async () => {
        assert.equal((errors.get(program.name) ?? []).join("\n"), "");
        if (program.run) assert.equal(await run(made, program), "");
      });
  });
}
