/** All that `twist` does around a program, in the order in which it begins. */
import { DRAIN } from "./drain.ts";
import type { Feature } from "./feature.ts";

export const FEATURES: readonly Feature[] = [
  // The first is the last to hear that the end has begun: that is told to others at once.
  DRAIN,
];
