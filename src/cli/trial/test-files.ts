/**
 * Which files a name on the command line means, and which tests in them.
 *
 * A name is a path, or a dotted name: `echo.EchoTest.testEcho` is that test of that class in a test file whose name, or
 * the end of whose path, is `echo`. Each part may be left out from either end.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { suggestion } from "../suggestion/index.ts";
import { TrialUsageError } from "./errors.ts";

export interface FileToRun {
  /** Absolute. */
  readonly path: string;
  /** Classes and tests, `"EchoTest.testEcho"`; if it is empty, all. */
  readonly select: readonly string[];
}

export interface FindOptions {
  readonly cwd: string;
  /** Does this Node.js run TypeScript? */
  readonly typescript: boolean;
}

const TEST_FILE = /(?:^test|^test[-_].+|.[-_.]test)\.[cm]?[jt]s$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;
const TYPESCRIPT = /\.[cm]?ts$/;
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set(["node_modules", "coverage"]);

/** Does a folder's search find it? As `node --test` has it, without folders of that name. */
export function isTestFile(name: string): boolean {
  return TEST_FILE.test(name) && !DECLARATIONS.test(name);
}

/** Each file once, in the order in which they are named. Throws `TrialUsageError` for what means nothing. */
export function findFiles(names: readonly string[], options: FindOptions): FileToRun[] {
  const found = new Map<string, string[] | null>();
  const all = once(() => filesIn(options.cwd, options));
  for (const name of names.length === 0 ? ["."] : names)
    for (const { path, select } of meaningOf(name, options, all)) {
      const before = found.get(path);
      const whole = select.length === 0 || before === null;
      found.set(path, whole ? null : [...(before ?? []), ...select]);
    }
  return [...found].map(([path, select]) => ({ path, select: select ?? [] }));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function meaningOf(name: string, options: FindOptions, all: () => string[]): FileToRun[] {
  const path = resolve(options.cwd, name);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [{ path: runnable(path, options), select: [] }];
    const files = filesIn(path, options);
    if (files.length === 0)
      throw new TrialUsageError(
        `no test files in ${name} (their names are test-*, *.test, *-test and *_test, with .js, .mjs or .ts)`,
      );
    return files.map((each) => ({ path: each, select: [] }));
  }
  const parts = name.split(".");
  // The longest name of a file first.
  for (let length = parts.length; length >= Math.max(parts.length - 2, 1); length--) {
    const files = filesCalled(parts.slice(0, length).join("."), options, all);
    const select = parts.slice(length).join(".");
    if (files.length > 0)
      return files.map((each) => ({ path: each, select: select === "" ? [] : [select] }));
  }
  if (/^[A-Za-z_$][\w$]*(?:\.[\w$]+)?$/.test(name)) {
    const mentions = new RegExp(`\\bclass ${parts[0]!.replace(/\$/g, "\\$")}\\b`);
    const files = all().filter((each) => mentions.test(readFileSync(each, "utf8")));
    if (files.length > 0) return files.map((each) => ({ path: each, select: [name] }));
  }
  throw new TrialUsageError(`nothing is called ${name}${meant(name, all())}`);
}

/** Those at that path, and those among all test files whose path without its ending ends like that. */
function filesCalled(name: string, options: FindOptions, all: () => string[]): string[] {
  const path = resolve(options.cwd, name);
  if (existsSync(path) && statSync(path).isFile()) return [runnable(path, options)];
  const wanted = name.replace(/^\.\//, "");
  const asFolders = wanted.replace(/\./g, "/");
  return all().filter((file) => {
    const stem = `/${stemOf(relative(options.cwd, file))}`;
    return stem.endsWith(`/${wanted}`) || stem.endsWith(`/${asFolders}`);
  });
}

/** `test/echo` for `test/echo.test.js`: what a dotted name calls it. */
export function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]s$/, "").replace(/[-_.]test$/, "");
}

function runnable(path: string, { typescript }: FindOptions): string {
  if (!typescript && TYPESCRIPT.test(path))
    throw new TrialUsageError(
      `${basename(path)}: this Node.js (${process.version}) runs no TypeScript: compile it and name what that gives, or use 22.18 or newer`,
    );
  return path;
}

/** In order. Where TypeScript cannot be run, what was made of it is meant, if there is any. */
function filesIn(folder: string, options: FindOptions): string[] {
  const files = walk(folder).sort();
  if (options.typescript) return files;
  const scripts = files.filter((file) => !TYPESCRIPT.test(file));
  if (scripts.length === 0 && files.length > 0) runnable(files[0]!, options);
  return scripts;
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return NOT_LOOKED_INTO.has(entry.name) || entry.name.startsWith(".") ? [] : walk(path);
    return entry.isFile() && isTestFile(entry.name) ? [path] : [];
  });
}

/** The name of a file that is nearly this, for a slip of the finger. */
function meant(name: string, files: readonly string[]): string {
  const [wanted = ""] = name.split(".");
  return suggestion(
    wanted,
    files.map((file) => basename(stemOf(file))),
  );
}
