/** All that `twist` does around a program, in the order in which it begins. */
import { DRAIN } from "./drain.ts";
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";
import { LOG_CONTEXT } from "./log-context.ts";
import { LOG_OUTPUT } from "./log-output.ts";
import { LOG_REOPENING } from "./log-reopening.ts";
import { LOG_ROTATION } from "./log-rotation.ts";
import { PID_FILE } from "./pid-file.ts";
import { privileges } from "./privileges/index.ts";
import { supervised } from "./systemd/index.ts";
import { WORKERS } from "./workers/index.ts";

export const FEATURES: readonly Feature[] = [
  // The first is the last to hear that the end has begun: that is told to others at once.
  DRAIN,
  LOG_REOPENING,
  LOG_ROTATION,
  // Before anything is opened that a second program would want too.
  PID_FILE,
  WORKERS,
  LOG_CONTEXT,
  LOG_OUTPUT,
  INSPECTION,
  // After what may take root.
  privileges(),
  // The last to begin: what it says is true of all the others.
  supervised(),
];
