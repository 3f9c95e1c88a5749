/**
 * Seeded chance, in independent streams by label: one more draw in one place moves nothing elsewhere.
 *
 * Whole-number arithmetic alone, so that every runtime draws the same.
 */

export class RandomStreams {
  readonly seed: number;
  readonly #streams = new Map<string, () => number>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** A number from 0 up to but not 1, the next of the stream `label`. */
  draw(label: string): number {
    let stream = this.#streams.get(label);
    if (stream === undefined) {
      stream = sfc32(this.seed, label);
      this.#streams.set(label, stream);
    }
    return stream();
  }
}

/** Chris Doty-Humphrey's small fast counter generator, from PractRand. */
function sfc32(seed: number, label: string): () => number {
  let a = seed | 0;
  let b = fnv1a(label);
  let c = Math.trunc(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** A whole number below 2^32 that stands for a text. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
