/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";

export const FEATURES: readonly Feature[] = [INSPECTION];
import { supervised } from "./systemd/index.ts";
export const FEATURES: readonly Feature[] = [
  // The last to begin: what it says is true of all the others.
  supervised(),
];
import { WORKERS } from "./workers/index.ts";
export const FEATURES: readonly Feature[] = [WORKERS];
