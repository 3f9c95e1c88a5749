/**
 * What simulations need of the machine that they run on: settings from the environment, the file of runs that failed,
 * and how to run the test file again.
 *
 * `TORSION_REPLAY` is a run to have again, as a failure prints it. `TORSION_SEEDS` is how many seeds there are, instead of what
 * the tests say. `TORSION_CORPUS` is the file of runs that failed; `simulation-corpus.txt`, where tests are started, by default.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import {
  type CorpusFile,
  type SimulationHost,
  SimulationOptionError,
} from "../../testing/index.ts";
import { writePictures } from "./failure-pictures.ts";
import { forbidWorld } from "./forbidden-world.ts";
import type { TestRunner } from "./runner.ts";
import { catchStrays } from "./strays.ts";

export interface SimulationSettings {
  /** `null`: none is kept. */
  readonly corpus?: string | null | undefined;
  /** Does what no seed decides fail a run? */
  readonly strict?: boolean | undefined;
}

/** Where they do not lie about among a project's files. */
const PICTURES = join(tmpdir(), "torsion-simulations");

type Environment = Readonly<Record<string, string | undefined>>;

export function simulationHost(
  runner: TestRunner["name"],
  { corpus, strict = true }: SimulationSettings,
  environment: Environment = readEnvironment(),
  file?: string,
): SimulationHost {
  // Set to nothing is as good as not set.
  const setting = (name: string): string | undefined => environment[name] || undefined;
  const path = corpus === undefined ? setting("TORSION_CORPUS") : corpus;
  return {
    command: commandOf(runner, file),
    replay: setting("TORSION_REPLAY"),
    seeds: seedsOf(setting("TORSION_SEEDS")),
    corpus: path === null ? undefined : corpusFile(path ?? "simulation-corpus.txt"),
    keepPictures: (name, result) => writePictures(PICTURES, name, result),
    catchStrays,
    ...(strict && { forbidWorld }),
  };
}

function seedsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new SimulationOptionError(`TORSION_SEEDS=${text}: a whole number from 1 up, please`);
}

/** A text file of which each line is a run. */
export function corpusFile(path: string): CorpusFile {
  return {
    read: () => {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
        throw error;
      }
    },
    append: (line) => appendFileSync(path, `${line}\n`),
  };
}

/** What it takes to run TypeScript, say: a file that was run with these is run with them again. */
const FLAGS_KEPT =
  /^(?:--import|--require|-r|--loader|--experimental-[\w-]+|--conditions|-C)(?:=|$)/;
const TAKES_VALUE = /^(?:--import|--require|-r|--loader|--experimental-loader|--conditions|-C)$/;

/** What runs a test file, on Node.js the one that this process is for, otherwise `file` if it is known. */
export function commandOf(
  runner: TestRunner["name"],
  file?: string,
  {
    argv,
    execArgv,
  }: { readonly argv: readonly string[]; readonly execArgv: readonly string[] } = process,
): string {
  const path = file === undefined ? [] : [relative(".", file)];
  switch (runner) {
    case "node":
      return inShell(["node", ...flagsKept(execArgv), relative(".", argv[1] ?? "")]);
    // These have their own idea of what the main file is.
    case "vitest":
      return inShell(["npx", "vitest", "run", ...path]);
    case "bun":
      return inShell(["bun", "test", ...path]);
    case "deno":
      return inShell(["deno", "test", "-A", ...path]);
  }
}

function flagsKept(flags: readonly string[]): string[] {
  return flags.filter(
    (flag, i) => FLAGS_KEPT.test(flag) || (i > 0 && TAKES_VALUE.test(flags[i - 1]!)),
  );
}

function inShell(words: readonly string[]): string {
  const quoted = (word: string): string =>
    /^[\w./:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  return words.map(quoted).join(" ");
}

function readEnvironment(): Environment {
  // Deno would ask its user for leave; who has given it has given it for all tests.
  const { Deno } = globalThis as {
    Deno?: { permissions: { querySync(of: object): { state: string } } };
  };
  if (Deno !== undefined && Deno.permissions.querySync({ name: "env" }).state !== "granted")
    return {};
  return process.env;
}
