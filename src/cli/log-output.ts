/** `--log-output`: what the program prints is logged, instead of being mixed with the log or lost with the terminal. */
import { redirectStandardIO } from "../logger/index.ts";
import type { Feature } from "./feature.ts";

export const LOG_OUTPUT: Feature = {
  options: [
    {
      name: "log-output",
      group: "Log",
      help: "log what the program prints: its standard output as info, standard error as error",
    },
  ],
  join({ options, terminal: { stdout, stderr } }) {
    if (options["log-output"] !== true) return null;
    let end = (): void => {};
    return {
      starting() {
        end = redirectStandardIO({ stdout, stderr });
      },
      stopped: () => end(),
    };
  },
};
