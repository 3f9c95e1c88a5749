/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";
import { LOG_CONTEXT } from "./log-context.ts";
import { LOG_OUTPUT } from "./log-output.ts";
import { supervised } from "./systemd/index.ts";
import { WORKERS } from "./workers/index.ts";

export const FEATURES: readonly Feature[] = [
  WORKERS,
  LOG_CONTEXT,
  LOG_OUTPUT,
  INSPECTION,
  // The last to begin: what it says is true of all the others.
  supervised(),
];
