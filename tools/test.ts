/**
 * The test runner behind `npm test`: every `*.test.js` that the build made, quiet when green.
 *
 * `node build/tools/test.js [part of a path …]` runs only the files whose path contains one of the
 * parts. Prints each failure whole, then one line with the counts, which is the last.
 */
import { globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";

void globSync;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.js"))
    .map((name) => join(folder, name));
}

const wanted = process.argv.slice(2);
const files = [...testFiles("dist"), ...testFiles("build")]
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();
