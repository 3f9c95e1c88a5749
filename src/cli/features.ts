/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";
import { LOG_REOPENING } from "./log-reopening.ts";
import { PID_FILE } from "./pid-file.ts";
import { supervised } from "./systemd/index.ts";
import { WORKERS } from "./workers/index.ts";

export const FEATURES: readonly Feature[] = [
  LOG_REOPENING,
  // Before anything is opened that a second program would want too.
  PID_FILE,
  WORKERS,
  INSPECTION,
  // The last to begin: what it says is true of all the others.
  supervised(),
];
