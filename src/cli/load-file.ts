/** The file that `twist run FILE` was given. */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LoadError } from "./errors.ts";
import { exportedMaker, type ProgramMaker } from "./exported-maker.ts";

/** Throws `LoadError`. */
export async function loadFile(file: string): Promise<ProgramMaker> {
  const path = resolve(file);
  if (!existsSync(path)) throw new LoadError(`no such file: ${file}`);
  if (!statSync(path).isFile()) throw new LoadError(`not a file: ${file}`);
  return exportedMaker(file, await importFile(file, path));
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (thrown) {
    const error = thrown as { code?: string; message?: string };
    if (error.code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(file))
      throw new LoadError(
        `${file}: this Node.js (${process.version}) runs no TypeScript: compile it first, or use 22.18 or newer`,
        { cause: thrown },
      );
    // Of a module that is no JavaScript Node.js tells the line to nobody but whoever reads its last words.
    const place =
      placeIn(thrown) || (thrown instanceof SyntaxError ? ` (node ${file} says where)` : "");
    const message = `${error.message ?? String(thrown)}${place}`;
    throw new LoadError(`${file} cannot be loaded: ${message}`, { cause: thrown });
  }
}

/** Where it was thrown, or is no JavaScript, if that is in a file: ` (/path/file.js:3:7)`. */
export function placeIn(thrown: unknown): string {
  const stack = String((Object(thrown) as { stack?: unknown }).stack);
  // CommonJS that cannot be compiled says it first.
  const [, at] = /^(\/.*:\d+)\n/.exec(stack) ?? [];
  if (at !== undefined) return ` (${at})`;
  const [, url, position] = /(file:\/\/[^\s)]+?)((?::\d+){1,2})(?=[\s)]|$)/.exec(stack) ?? [];
  return url === undefined ? "" : ` (${fileURLToPath(url)}${position})`;
}
