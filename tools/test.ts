/**
 * The test runner behind `npm test`: every `*.test.js` that the build made, quiet when green.
 *
 * `node build/tools/test.js [part of a path …]` runs only the files whose path contains one of the
 * parts: `src/cli`, as it is in the repository. A part that no file has is a failure. Prints each failure whole, then one line with the counts, which is the last.
 */
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";

interface Finished {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly type?: string; readonly error?: Error };
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.js"))
    .map((name) => resolve(folder, name));
}

/** What it was compiled from. */
function sourceOf(file: string): string {
  const path = relative(".", file).replace(/\.js$/, ".ts");
  return path.replace(/^dist/, "src").replace(/^build./, "");
}

const has = (file: string, part: string): boolean =>
  file.includes(part) || sourceOf(file).includes(part);

const wanted = process.argv.slice(2);
// A test whose source is gone leaves its compiled file behind; it is no test any more.
const all = [...testFiles("dist"), ...testFiles("build")].filter((file) =>
  existsSync(sourceOf(file)),
);
const files = all
  .filter((file) => wanted.length === 0 || wanted.some((part) => has(file, part)))
  .sort();
const unknown = wanted.filter((part) => !all.some((file) => has(file, part)));

const counts = { passed: 0, failed: 0, skipped: 0 };
/** A suite, and on Node 20 a file, is reported like a test; only what has no tests inside counts. */
const isGroup = (test: Finished): boolean =>
  test.details.type === "suite" || files.includes(resolve(test.name));

function report(test: Finished): void {
  const { error } = test.details;
  const cause = (error?.cause ?? error) as unknown;
  if (isGroup(test) && /subtests? failed/.test(String(error?.message))) return;
  counts.failed += 1;
  const where = test.file === undefined ? "" : ` (${relative(".", test.file)})`;
  process.stdout.write(`✖ ${test.name}${where}\n${inspect(cause).replace(/^/gm, "    ")}\n`);
}

if (unknown.length > 0 || files.length === 0)
  process.stdout.write(`no test file matches ${unknown.join(", ")}\n`);
const events = run({ files, concurrency: availableParallelism(), timeout: 120_000 });
events.on("test:pass", (test: Finished) => {
  if (isGroup(test)) return;
  if (test.skip !== undefined || test.todo !== undefined) counts.skipped += 1;
  else counts.passed += 1;
});
events.on("test:fail", report);
// What tests write is of interest only where one has failed.
let written = "";
events.on("test:stderr", ({ message }: { message: string }) => {
  written += message;
});
events.on("end", () => {
  if (counts.failed > 0) process.stdout.write(written);
  process.exitCode = counts.failed > 0 || files.length === 0 || unknown.length > 0 ? 1 : 0;
  process.stdout.write(
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
  );
});
events.resume();
