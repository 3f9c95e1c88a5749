/**
 * `--pid-file`: a file that says which process runs, and keeps a second one from starting.
 *
 * It is there before anything starts, and is gone when all has stopped. A program that has become another user by then may not
 * be allowed to remove it: then it stays, and is taken over by the next one, like that of a program that crashed.
 */
import { FilePath, PIDFile } from "../files/index.ts";
import { Logger } from "../logger/index.ts";
import { IReactorEnvironment, IReactorFiles } from "../net/index.ts";
import { PIDFileError } from "./errors.ts";
import type { Feature } from "./feature.ts";
import { inPlainWords, isSystemError } from "./system-error.ts";

const log: Logger = new Logger({ namespace: "twist" });

export const PID_FILE: Feature = {
  options: [
    {
      name: "pid-file",
      value: "file",
      help: "write the number of the process there; start nothing where another one runs",
    },
  ],
  join({ options, reactor, workers }) {
    const name = options["pid-file"];
    // There is one in a program: the supervisor's.
    if (typeof name !== "string" || workers?.supervisor) return null;
    if (
      !IReactorFiles.providedBy(reactor as unknown) ||
      !IReactorEnvironment.providedBy(reactor as unknown)
    )
      throw new PIDFileError(`cannot write ${name}: the reactor has no files`);
    const path = new FilePath(name, IReactorFiles(reactor).files);
    const file = new PIDFile(path, IReactorEnvironment(reactor).environment);
    return {
      starting() {
        try {
          const { stale } = file.acquire();
          if (stale) log.info("replaced {path}, of a process that is no more", { path: path.path });
        } catch (thrown) {
          const why = isSystemError(thrown) ? `cannot write ${name}: ` : "";
          throw new PIDFileError(`${why}${inPlainWords(thrown)}`, { cause: thrown });
        }
      },
      stopped() {
        try {
          if (!file.remove()) log.warn("{path} is not ours any more", { path: path.path });
        } catch (thrown) {
          log.failure("cannot remove {path}", thrown, { path: path.path });
        }
      },
    };
  },
};
