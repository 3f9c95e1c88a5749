/**
 * Numbers that change with every packet, and are no whole ones: times, mostly.
 *
 * In a field of its own each would be an object of 16 bytes somewhere in the heap, which engines make when the field first
 * has a fraction, for every object that there is then. Here those of many objects stand side by side. Places are given out
 * once and never again: a block lives as long as one of those who have a place in it.
 */

/** Numbers, not bytes. */
const BLOCK = 512;

let newest = new Float64Array(BLOCK);
let taken = 0;

/** One that has so many places, all of them 0 at first: `times[first]`, `times[first + 1]`, … */
export abstract class Timed {
  protected readonly times: Float64Array;
  protected readonly first: number;

  constructor(count: number) {
    if (taken + count > BLOCK) {
      newest = new Float64Array(BLOCK);
      taken = 0;
    }
    this.times = newest;
    this.first = taken;
    taken += count;
  }
}
