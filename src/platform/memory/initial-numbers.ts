/**
 * The numbers that a host's connections begin with: RFC 9293, 3.4.1, with a clock of 4 microseconds.
 *
 * Those of a later connection are larger than all that an earlier one has used, however many bytes it sent in however short
 * a simulated time; and all stay small, for engines keep whole numbers below 2^31 without a box.
 */

const TICKS_A_SECOND = 250_000;
/** They begin anew after 72 minutes (on a wire: five hours), and are compared in the light of that. */
const COUNT: number = 2 ** 30;

export class InitialNumbers {
  readonly #base: number;
  /** The least that the next may be; it grows for ever, as the clock does. */
  #least = 0;

  /** @param base is another one on each host, so that no end takes the numbers of one way for those of the other. */
  constructor(base = 0) {
    this.#base = base;
  }

  /** One for a connection that begins at `now`, in seconds. */
  next(now: number): number {
    this.#least = Math.max(this.#least + 1, Math.floor(now * TICKS_A_SECOND));
    return modulo(this.#base + this.#least);
  }

  /** A connection that began with `initial` is over, and `end` is behind all that it has used. */
  used(initial: number, end: number): void {
    const since = modulo(this.#base + this.#least - initial);
    this.#least = Math.max(this.#least, this.#least - since + (end - initial));
  }
}

/** Is the number with which a connection begins not smaller than `end`, which is behind all that another one used? */
export function isNewer(initial: number, end: number): boolean {
  return modulo(initial - end) < COUNT / 2;
}

function modulo(difference: number): number {
  return ((difference % COUNT) + COUNT) % COUNT;
}
