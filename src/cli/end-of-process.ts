/**
 * How the process ends, when the program has.
 *
 * Rule: who was told by a signal to end, and has ended in order, dies of that signal. Whoever started it sees what has
 * happened: shells 130 and 143, and end a script at Ctrl-C; npm is silent; systemd counts SIGTERM as success.
 */
import { constants } from "node:os";
import type { SignalName } from "../net/index.ts";
import { EX_OK } from "./exit-status.ts";

/** What of a process it takes. */
export interface EndingProcess {
  readonly pid: number;
  exitCode?: number | string | null | undefined;
  exit(code?: number): unknown;
  kill(pid: number, signal: SignalName): unknown;
  removeAllListeners(signal: SignalName): unknown;
}

/** Sets the exit status, and gives what ends the process. */
export function endOfProcess(
  host: EndingProcess,
  status: number,
  signal: SignalName | null,
): () => void {
  if (signal === null || status !== EX_OK) {
    host.exitCode = status;
    return () => void host.exit();
  }
  const asShellsSay = 128 + constants.signals[signal];
  host.exitCode = asShellsSay;
  return () => {
    host.removeAllListeners(signal);
    host.kill(host.pid, signal);
    // The first process of a container does not die of signals.
    host.exit(asShellsSay);
  };
}
