/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { WORKERS } from "./workers/index.ts";

export const FEATURES: readonly Feature[] = [WORKERS];
