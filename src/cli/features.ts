/** All that `twist` does around a program, in the order in which it begins. */
import type { Feature } from "./feature.ts";
import { INSPECTION } from "./inspect/index.ts";

export const FEATURES: readonly Feature[] = [INSPECTION];
