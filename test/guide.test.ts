/**
 * Every `ts` block of the guide and of the README compiles under our own strict flags and runs.
 *
 * A block is a module of its own. ```` ```ts no-run ```` is compiled and not run (it would never end,
 * or needs what a test has not); ```` ```ts ignore ```` is not looked at.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, resolve } from "node:path";
import { before, describe, test } from "node:test";
import { type Block, blocksOf } from "../tools/guide-blocks.ts";

const MADE = resolve("build", "guide");
const RUN_MILLISECONDS = 20_000;

interface Program extends Block {
  readonly page: string;
  readonly name: string;
}

function programsOf(page: string): Program[] {
  return blocksOf(readFileSync(page, "utf8")).map((block) => ({
    ...block,
    page,
    name: `${basename(page, ".md").toLowerCase()}-${block.line}`,
  }));
}

/** Write the programs and compile them all at once; what is wrong with each, by its name. */
function compile(folder: string, programs: readonly Program[]): Map<string, string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of programs) writeFileSync(resolve(folder, `${name}.ts`), code);
  const base = resolve("tsconfig.base.json");
  const compilerOptions = {
    composite: false,
    declaration: false,
    isolatedDeclarations: false,
    sourceMap: false,
    // Prose declares things only to show them.
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
  writeFileSync(
    resolve(folder, "tsconfig.json"),
    JSON.stringify({ extends: base, compilerOptions, include: ["*.ts"] }),
  );
  const { stdout, error } = spawnSync(
    resolve("node_modules", ".bin", "tsc"),
    ["-p", folder, "--pretty", "false"],
    { encoding: "utf8" },
  );
  if (error) throw error;
  return errorsByProgram(stdout, programs);
}

function errorsByProgram(output: string, programs: readonly Program[]): Map<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const line of output.split("\n").filter((text) => text.trim() !== "")) {
    const place = /([^/\\]+)\.ts\((\d+),\d+\): (.*)/.exec(line);
    const program = programs.find(({ name }) => name === place?.[1]);
    const key = program?.name ?? "";
    const text = program
      ? `${program.page}:${program.line + Number(place![2])}: ${place![3]}`
      : line;
    errors.set(key, [...(errors.get(key) ?? []), text]);
  }
  return errors;
}

/** Run one program in a process of its own; what it said if it did not end well, else nothing. */
function run(
  folder: string,
  { name, page, line }: Program,
  milliseconds = RUN_MILLISECONDS,
): Promise<string> {
  const child = spawn(process.execPath, [`${name}.js`], {
    cwd: folder,
    timeout: milliseconds,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => {
      // The line in the compiled program is not that of the page, but what it says is.
      if (code === 0) done("");
      else done(`${page}:${line}: ended with ${signal ?? `code ${code}`}\n${said}`);
    });
  });
}

const guide = readdirSync("docs/guide").filter((name) => name.endsWith(".md"));
const pages = [
  ...readdirSync(".").filter((name) => name === "README.md"),
  ...guide.sort().map((name) => `docs/guide/${name}`),
];
const programs = pages.flatMap(programsOf);

describe("the guide", { concurrency: availableParallelism() }, () => {
  let errors = new Map<string, string[]>();
  before(() => {
    errors = compile(MADE, programs);
  });

  test("the compiler complains of nothing but programs", () => {
    assert.equal((errors.get("") ?? []).join("\n"), "");
  });
  for (const program of programs)
    test(`${program.page}:${program.line}`, async () => {
      assert.equal((errors.get(program.name) ?? []).join("\n"), "");
      if (program.run) assert.equal(await run(MADE, program), "");
    });
});

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
