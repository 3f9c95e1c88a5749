/** `react` for a script: on the default reactor, with the arguments and the exit status of the process. */
import type { Awaitable, Deferred } from "../../deferred/index.ts";
import { globalLogBeginner } from "../../logger/index.ts";
import { react as reactOn } from "../../task/index.ts";
import { reactor } from "./node.ts";

/**
 * Run `main(reactor, ...argv)`, then stop the reactor; the process ends with the status that fires, as
 * `react` of `torsion/task` says: 0, 1 where `main` failed, or that of a `SystemExit`.
 *
 * @param argv the arguments of the command line by default.
 */
export function react(
  main: (on: typeof reactor, ...argv: string[]) => Awaitable<unknown>,
  argv: readonly string[] = process.argv.slice(2),
): Deferred<number> {
  // A script that has set up no log is still told why it failed.
  globalLogBeginner.fallback ??= (text) => process.stderr.write(text);
  return reactOn(reactor, main, ...argv).addCallback((code) => {
    process.exitCode = code;
    return code;
  });
}
