/**
 * What options mostly are, to be declared with: `parse: parsePort`.
 *
 * Rule: a text that is wrong throws a `RangeError` that says what would be right, in a sentence. What is read is what
 * the arguments of endpoint descriptions are read by, where that has it.
 */
import {
  parseDescription,
  portNumber,
  type Reader,
  seconds,
  wholeNumber,
} from "../endpoints/index.ts";

/** A whole number from `least` to `most`. */
export function parseWholeNumber(least: number, most: number): (text: string) => number {
  return asSentence(wholeNumber(least, most));
}

/** The number of a port, from 0, where the host is to choose one, to 65535. */
export const parsePort: (text: string) => number = asSentence(portNumber(0));

/** A time span in seconds, more than none: `0.5`. */
export const parseSeconds: (text: string) => number = asSentence(seconds);

const K = 1024;
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  k: K,
  m: K * K,
  g: K * K * K,
  t: K * K * K * K,
};

/** A number of bytes: `4096`, `64k`, `10M`, `1.5GiB`; the units are powers of 1024. */
export const parseSize: (text: string) => number = asSentence((text) => {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  const bytes = Number(number) * UNITS[unit.toLowerCase()]!;
  if (number !== undefined && Number.isSafeInteger(bytes)) return bytes;
  throw new RangeError("a number of bytes, as 4096, 64k or 10M");
});

/**
 * The description of an endpoint, `tcp:8007`, as it is: what is wrong with its form is found before anything is made, and
 * shown with its place. Whether there is such a type, and what it takes, the reactor knows.
 */
export function parseEndpoint(text: string): string {
  parseDescription(text);
  return text;
}

function asSentence<T>(read: Reader<T>): (text: string) => T {
  return (text) => {
    try {
      return read(text);
    } catch (thrown) {
      if (thrown instanceof RangeError) throw new RangeError(`It has to be ${thrown.message}.`);
      throw thrown;
    }
  };
}
