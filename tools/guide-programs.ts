/**
 * The `ts` blocks of the guide and of the README as programs: compiled under our own strict flags, and run.
 *
 * A block is a module of its own. ```` ```ts no-run ```` is compiled and not run (it would never end,
 * or needs what a test has not); ```` ```ts ignore ```` is not looked at.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Block, blocksOf } from "./guide-blocks.ts";

const RUN_MILLISECONDS = 20_000;

export interface Program extends Block {
  readonly page: string;
  readonly name: string;
}

export function programsOf(page: string): Program[] {
  return blocksOf(readFileSync(page, "utf8")).map((block) => ({
    ...block,
    page,
    name: `${basename(page, ".md").toLowerCase()}-${block.line}`,
  }));
}

/** Write the programs and compile them all at once; what is wrong with each, by its name. */
export function compile(folder: string, programs: readonly Program[]): Map<string, string[]> {
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
export function run(
  folder: string,
  { name, page, line }: Program,
  milliseconds: number = RUN_MILLISECONDS,
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

/** The README and the guide. */
export function pagesWithPrograms(): string[] {
  const guide = readdirSync("docs/guide").filter((name) => name.endsWith(".md"));
  return [
    ...readdirSync(".").filter((name) => name === "README.md"),
    ...guide.sort().map((name) => `docs/guide/${name}`),
  ];
}
