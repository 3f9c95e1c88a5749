/** Signals, as Linux has them: their numbers, and what becomes of a process that has said nothing about one. */
import { PlatformError } from "../errors.ts";

const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
};
const STOPS: ReadonlySet<string> = new Set(["SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"]);
const PASSES: ReadonlySet<string> = new Set(["SIGCHLD", "SIGURG", "SIGWINCH"]);

/** The name of a signal that is given by name or number; `null` for 0, which is sent to see who is there. */
export function signalName(signal: string | number): string | null {
  if (signal === 0) return null;
  const found = Object.entries(NUMBERS).find(([name, number]) =>
    typeof signal === "number" ? number === signal : name === signal,
  );
  if (found === undefined) throw new PlatformError("EINVAL", `no signal: ${signal}`);
  return found[0];
}

/** What it does to a process that neither handles nor ignores it. */
export function defaultAction(name: string): "ends" | "stops" | "goes on" | "nothing" {
  if (STOPS.has(name)) return "stops";
  if (name === "SIGCONT") return "goes on";
  return PASSES.has(name) ? "nothing" : "ends";
}

/** Not even a process that wants to can do something about these. */
export function isUnstoppable(name: string): boolean {
  return name === "SIGKILL" || name === "SIGSTOP";
}
