/**
 * The runs that have failed before, as text: one a line, as {@link formatRun} writes it, with what failed behind a `#`.
 *
 * Meant to be kept with the tests: what failed once is run first from then on.
 */
import { formatRun, parseRun, type RunOf } from "./replay.ts";

/** Where the text is kept. */
export interface CorpusFile {
  /** All of it; empty where there is none yet. */
  read(): string;
  /** Put a line behind the others. */
  append(line: string): void;
}

const COMMENT = "  # ";

/** The runs of one scenario, oldest first; lines of others are passed over. */
export function runsInCorpus(name: string, file: CorpusFile): RunOf[] {
  const runs: RunOf[] = [];
  for (const line of file.read().split("\n")) {
    const text = line.split(COMMENT)[0]!.trim();
    if (text === "" || text.startsWith("#")) continue;
    const parsed = parseRun(text);
    if (parsed.name === name) runs.push(parsed.run);
  }
  return runs;
}

/** Add a run that fails, unless it is there. */
export function addToCorpus(name: string, run: RunOf, why: string, file: CorpusFile): void {
  const line = formatRun(name, run);
  const isThere = file
    .read()
    .split("\n")
    .some((other) => other.split(COMMENT)[0]!.trim() === line);
  if (!isThere) file.append(`${line}${COMMENT}${why.split("\n", 1)[0]}`);
}
