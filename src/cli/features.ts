/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { privileges } from "./privileges/index.ts";
import { supervised } from "./systemd/index.ts";

export const FEATURES: readonly Feature[] = [
  // After what takes root, before what is to have no more rights than the program.
  privileges(),
  // The last to begin: what it says is true of all the others.
  supervised(),
];
