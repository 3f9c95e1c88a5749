/**
 * The runs that have failed before, as text: one a line, as {@link formatRun} writes it, with what failed behind a `#`.
 *
 * Meant to be kept with the tests: what failed once is run first from then on.
 */
import { SimulationOptionError } from "./errors.ts";
import { formatRun, parseRun, type RunOf } from "./replay.ts";

/** Where the text is kept. */
export interface CorpusFile {
  /** All of it; empty where there is none yet. */
  read(): string;
  /** Put a line behind the others. */
  append(line: string): void;
}

const COMMENT = "  # ";

/** The runs of one scenario, oldest first; lines of others, and what is no run at all, are passed over. */
export function runsInCorpus(name: string, file: CorpusFile): RunOf[] {
  return linesOf(name, file).map((line) => {
    try {
      return parseRun(line).run;
    } catch (error) {
      throw new SimulationOptionError(
        `the corpus of runs that failed: ${(error as Error).message}`,
      );
    }
  });
}

/** Add a run that fails, unless it is there. */
export function addToCorpus(name: string, run: RunOf, why: string, file: CorpusFile): void {
  const line = formatRun(name, run);
  if (linesOf(name, file).includes(line)) return;
  const text = file.read();
  // Whoever edited it may have left the last line open.
  if (text !== "" && !text.endsWith("\n")) file.append("");
  file.append(`${line}${COMMENT}${why.split("\n", 1)[0]}`);
}

/** Those of one scenario, without what failed. No other scenario's name can begin like that: see `checkName`. */
function linesOf(name: string, file: CorpusFile): string[] {
  return file
    .read()
    .split(/\r?\n/)
    .flatMap((line) => {
      const rest = line.trim().slice(name.length);
      const isOurs = line.trim().startsWith(name) && /^: seed \d/.test(rest);
      return isOurs ? [name + rest.split(COMMENT)[0]!.trimEnd()] : [];
    });
}
