/**
 * Doing one thing after the other, each in a turn of the host's own loop, so that all promises are drained in between.
 *
 * Turns are asked for in batches: between two of one batch the runtime runs what promises wait for, all of it,
 * and a batch costs hardly more than one turn.
 */

/** Calls what it is given in a turn of its own, in the order asked: `setImmediate`, say. */
export type Turns = (run: () => void) => unknown;

const BATCH = 64;

/** Call `step` once in each turn, until it says false; what it throws comes out of the promise. */
export function inTurns(turns: Turns, step: () => boolean): Promise<void> {
  return new Promise((done, failed) => {
    let over = false;
    const turn = (isLast: boolean): void => {
      if (over) return;
      try {
        over = !step();
      } catch (error) {
        over = true;
        failed(error);
        return;
      }
      if (over) done();
      else if (isLast) batch();
    };
    const batch = (): void => {
      for (let i = 1; i <= BATCH; i++) turns(() => turn(i === BATCH));
    };
    batch();
  });
}
