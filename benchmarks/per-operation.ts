/** Nanoseconds an operation, for what is done many times in one go. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Side } from "./compare.ts";

setFlagsFromString("--expose-gc");
/** Collect what nobody holds. */
export const gc: () => void = runInNewContext("gc") as () => void;

const WARM_UPS = 3;
const REPEATS = 10;

/**
 * @param batch does the operation so many times; where it is asynchronous, its promise is of the last one's end.
 * The best of a few goes counts: what is slower was disturbed.
 */
export function perOperation(name: string, count: number, batch: (count: number) => unknown): Side {
  return {
    name,
    async measure() {
      // Not before each batch: a full collection takes the room away in which short-lived things are made.
      gc();
      for (let i = 0; i < WARM_UPS; i++) await batch(count);
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < REPEATS; i++) {
        const start = process.hrtime.bigint();
        const end = batch(count);
        if (end instanceof Promise) await end;
        best = Math.min(best, Number(process.hrtime.bigint() - start));
      }
      return best / count;
    },
  };
}
