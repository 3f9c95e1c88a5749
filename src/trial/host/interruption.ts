/**
 * Ctrl-C in a simulation that takes long says which run it was at, and how to have that again.
 *
 * Rule: it changes nothing else. The process ends by the signal, as it would have, unless somebody else listens.
 */
import { writeSync } from "node:fs";

/** What is asked of the process. */
export interface Interruptible {
  on(signal: "SIGINT", listener: () => void): unknown;
  off(signal: "SIGINT", listener: () => void): unknown;
  listenerCount(signal: "SIGINT"): number;
  kill(pid: number, signal: "SIGINT"): unknown;
  readonly pid: number;
}

/** Until what is returned is called, an interrupt writes what `where` gives; `null`: nothing. */
export function tellOfInterrupt(
  where: () => string | null,
  host: Interruptible = process,
  // The process is about to end: what a stream holds back would be lost.
  write: (text: string) => void = (text) => void writeSync(2, text),
): () => void {
  const interrupted = (): void => {
    const text = where();
    if (text !== null) write(`\ninterrupted at "${text}", which TORSION_REPLAY takes\n`);
    host.off("SIGINT", interrupted);
    if (host.listenerCount("SIGINT") === 0) host.kill(host.pid, "SIGINT");
  };
  host.on("SIGINT", interrupted);
  return () => void host.off("SIGINT", interrupted);
}
