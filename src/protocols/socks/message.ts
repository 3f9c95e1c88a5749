/**
 * What the messages of all versions are made of. They are read from what has come so far, cut anywhere.
 *
 * Rules: a reader knows a wrong byte as soon as it is there, and needs no more than a few hundred bytes to know the whole.
 */
import { indexOf } from "../../bytes/index.ts";
import { SOCKSMessageError } from "./errors.ts";

/** Each field with a length, and each that ends with a NUL, has at most so many bytes. */
export const MAX_FIELD = 255;

/** A message that was at the beginning of what came, and how many bytes it took. */
export interface Parsed<M> {
  readonly message: M;
  readonly length: number;
}

/** Thrown by a {@link MessageReader} where there is no more, and caught by {@link parseWith}. */
const MORE = Symbol("more is needed");

/** Takes one thing after the other from the beginning of `bytes`. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#at;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  port(): number {
    const [high, low] = this.take(2);
    return high! * 256 + low!;
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw MORE;
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** A byte that can be nothing but `expected`. */
  constant(expected: number, what: string): void {
    const byte = this.byte();
    if (byte !== expected)
      throw new SOCKSMessageError(`the ${what} is ${byte}, and has to be ${expected}`);
  }

  /** A length, and so many bytes. */
  counted(what: string): Uint8Array {
    const length = this.byte();
    if (length === 0) throw new SOCKSMessageError(`the ${what} is empty`);
    return this.take(length);
  }

  /** Up to a NUL, which is taken as well. */
  terminated(what: string): Uint8Array {
    const rest = this.#bytes.subarray(this.#at, this.#at + MAX_FIELD + 1);
    const end = indexOf(rest, NUL);
    if (end >= 0) {
      this.#at += end + 1;
      return rest.subarray(0, end);
    }
    if (rest.length > MAX_FIELD)
      throw new SOCKSMessageError(`the ${what} does not end within ${MAX_FIELD} bytes`);
    throw MORE;
  }
}

const NUL = Uint8Array.of(0);

/** What `read` makes of `bytes`; `null` while there are too few. Throws `SOCKSMessageError`. */
export function parseWith<M>(
  bytes: Uint8Array,
  read: (reader: MessageReader) => M,
): Parsed<M> | null {
  const reader = new MessageReader(bytes);
  try {
    return { message: read(reader), length: reader.position };
  } catch (thrown) {
    if (thrown === MORE) return null;
    throw thrown;
  }
}

/** The name of a host: printable ASCII, as DNS has it, at least one character of it. */
export function hostName(bytes: Uint8Array): string {
  const name = String.fromCharCode(...bytes);
  if (!/^[\x21-\x7e]+$/.test(name))
    throw new SOCKSMessageError(`${JSON.stringify(name)} is no name of a host`);
  return name;
}

/** The bytes of a host's name; throws where it cannot be sent. */
export function hostNameBytes(name: string): Uint8Array {
  if (!/^[\x21-\x7e]+$/.test(name))
    throw new SOCKSMessageError(`${JSON.stringify(name)} is no name of a host`);
  if (name.length > MAX_FIELD)
    throw new SOCKSMessageError(`a name has at most ${MAX_FIELD} bytes, and not ${name.length}`);
  return Uint8Array.from(name, (character) => character.charCodeAt(0));
}

/** UTF-8 and nothing else: who somebody is, or says to be. */
export function fieldText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new SOCKSMessageError(`the ${what} is no UTF-8`, { cause: thrown });
  }
}

/** Two bytes, the high one first. Throws `SOCKSMessageError`. */
export function portBytes(port: number): readonly [number, number] {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SOCKSMessageError(`${port} is no number of a port`);
  return [port >> 8, port & 0xff];
}
