/**
 * Where text goes that must be seen although no observer can take it: a critical event before logging
 * has begun, an observer that fails with nobody else to tell. The command line points it at stderr.
 */

/** Lines kept for a writer that is set later. */
const KEPT = 200;

let write: ((text: string) => void) | undefined;
let waiting: string[] = [];

export function lastResort(): ((text: string) => void) | undefined {
  return write;
}

/** Set the writer; it is given at once what was written while there was none. */
export function setLastResort(writer: ((text: string) => void) | undefined): void {
  write = writer;
  if (writer === undefined) return;
  const late = waiting;
  waiting = [];
  for (const text of late) writeLastResort(text);
}

/** Write whole lines. Never throws: nobody is left to be told. */
export function writeLastResort(text: string): void {
  try {
    if (write !== undefined) write(text);
    else if (waiting.length < KEPT) waiting.push(text);
  } catch {
    // The place for errors about errors about logging has failed.
  }
}
