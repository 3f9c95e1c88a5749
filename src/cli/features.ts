/** All that `twist` does around a program, in the order in which it begins. */
import { DRAIN } from "./drain.ts";
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";
import { privileges } from "./privileges/index.ts";
import { supervised } from "./systemd/index.ts";
import { WORKERS } from "./workers/index.ts";

export const FEATURES: readonly Feature[] = [
  // The first is the last to hear that the end has begun: that is told to others at once.
  DRAIN,
  WORKERS,
  INSPECTION,
  // After what may take root.
  privileges(),
  // The last to begin: what it says is true of all the others.
  supervised(),
];
