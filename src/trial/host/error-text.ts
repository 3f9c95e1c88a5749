/** An error as a person wants to see it: what it says, where in their own code it was, and what it comes from. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect, stripVTControlCharacters } from "node:util";

/** The folder of this package. */
const PACKAGE: string = fileURLToPath(new URL("../../..", import.meta.url));
const DEEPEST = 4;
/** An error that says more than this is cut. */
export const LONGEST_DETAIL = 65_536;

export interface ErrorTextOptions {
  /** Paths are relative to it. */
  readonly cwd: string;
}

export function errorText(thrown: unknown, options: ErrorTextOptions): string {
  const text = shortPlaces(stripVTControlCharacters(textOf(thrown, options, 0)), options.cwd);
  return text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}\n(and more)`;
}

function textOf(thrown: unknown, options: ErrorTextOptions, depth: number): string {
  if (!(thrown instanceof Error)) return inspect(thrown);
  const parts = [`${headOf(thrown)}${framesOf(thrown, options)}`];
  const more = (label: string, inner: unknown): void => {
    if (depth < DEEPEST) parts.push(indented(`${label}: ${textOf(inner, options, depth + 1)}`));
  };
  if (thrown instanceof AggregateError)
    for (const [at, each] of thrown.errors.entries()) more(String(at + 1), each);
  if (thrown.cause !== undefined && thrown.cause !== null) more("caused by", thrown.cause);
  return parts.join("\n");
}

/** An aggregate's message may list what follows anyway. */
function headOf(error: Error): string {
  const message = error instanceof AggregateError ? error.message.split("\n")[0]! : error.message;
  return message === "" ? error.name : `${error.name}: ${message}`;
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");

/** Where something is in a file below `cwd` is said from there, in messages as well. */
function shortPlaces(text: string, cwd: string): string {
  return text.replace(/(?:file:\/\/)?(\/[^\s()]+)(?=:\d+:\d+)/g, (place, path: string) =>
    path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : place,
  );
}

/** Of the frames those that are the user's; if none is, those of this package. */
function framesOf({ stack = "", message }: Error, { cwd }: ErrorTextOptions): string {
  const frames = stack
    .split("\n")
    // A message may have frames of its own, or all of them.
    .filter((line) => /^\s+at /.test(line) && !message.includes(line.trim()))
    .map((line) => line.trim().replace(/file:\/\/[^\s)]+?(?=:\d|\)|$)/, (url) => pathOf(url)));
  const known = frames.filter((frame) => !isRuntimes(frame));
  const users = known.filter((frame) => !isPackages(frame));
  return (users.length > 0 ? users : known)
    .map(
      (frame) =>
        `\n    ${frame.replace(/(?<=\(|^at (?:async )?)\/[^\s)]*/, (path) => shortened(path, cwd))}`,
    )
    .join("");
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

const isRuntimes = (frame: string): boolean => /\bnode:|<anonymous>\)?$/.test(frame);

/** Tests of this package are no part of it. */
function isPackages(frame: string): boolean {
  const [, room] = frame.split(PACKAGE);
  return room !== undefined && /^(?:dist|src)\//.test(room) && !/\.test[.-]/.test(room);
}

function shortened(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith("..") ? path : near;
}
