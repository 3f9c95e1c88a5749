/** How a length stands in front of a message: in so many bytes, either end first, or as a varint. */
import { LengthPrefixError } from "./errors.ts";
import type { MessageBuffer } from "./message-buffer.ts";

/** What a prefix was found to say. */
export interface FoundPrefix {
  /** Where the message begins. */
  start: number;
  /** How long it is. */
  length: number;
}

/** For `LengthPrefixedReceiver`; there may be others than those of this file. */
export interface LengthPrefix {
  /** The length of the longest message that can be announced, at most `Number.MAX_SAFE_INTEGER`. */
  readonly longest: number;
  /** How many bytes, which mean something else, stand in front of the length. */
  readonly offset: number;
  /**
   * Read the prefix of the message that `buffer` begins with into `found`; nothing is taken. `false`: it is not whole
   * yet. As soon as it is clear that more than `maxLength` is announced, what is known of that is a length as well.
   *
   * @throws {FramingError} where it can be no prefix.
   */
  read(buffer: MessageBuffer, found: FoundPrefix, maxLength: number): boolean;
  /** The prefix of a message, without what is in front of the length. */
  write(length: number): Uint8Array;
}

export interface FixedPrefixOptions {
  /** The least significant byte first. By default last, as in nearly all protocols of the Internet. */
  readonly littleEndian?: boolean;
  /** Bytes in front of the length: a type, flags. `stringReceived` is given them as its second argument. */
  readonly offset?: number;
  /**
   * How much more than the bytes behind it the length counts: itself, for instance; negative where it counts less.
   *
   * PostgreSQL: `fixedPrefix(4, { offset: 1, counted: 4 })`. BSON: `fixedPrefix(4, { littleEndian: true, counted: 4 })`.
   * HTTP/2, whose length counts none of the 6 bytes behind it: `fixedPrefix(3, { counted: -6 })`.
   */
  readonly counted?: number;
}

/** A length of `size` bytes, 1 to 8, unsigned. */
export function fixedPrefix(size: number, options: FixedPrefixOptions = {}): LengthPrefix {
  const { littleEndian = false, offset = 0, counted = 0 } = options;
  if (!Number.isInteger(size) || size < 1 || size > 8)
    throw new RangeError(`a length has 1 to 8 bytes, not ${size}`);
  if (!Number.isInteger(offset) || offset < 0)
    throw new RangeError(`not a number of bytes: ${offset}`);
  if (!Number.isInteger(counted)) throw new RangeError(`not a number of bytes: ${counted}`);
  const start = offset + size;
  const longest = Math.min(2 ** (8 * size) - 1 - counted, Number.MAX_SAFE_INTEGER);
  return {
    longest,
    offset,
    read(buffer, found) {
      if (buffer.length < start) return false;
      let value = 0;
      for (let i = 0; i < size; i++)
        value = value * 256 + buffer.at(offset + (littleEndian ? size - 1 - i : i))!;
      found.start = start;
      found.length = value - counted;
      if (found.length < 0)
        throw new LengthPrefixError(`a length of ${value}, which has to count ${counted} at least`);
      return true;
    },
    write(length) {
      const bytes = new Uint8Array(size);
      let rest = length + counted;
      for (let i = 0; i < size; i++) {
        bytes[littleEndian ? i : size - 1 - i] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      return bytes;
    },
  };
}

/**
 * An unsigned LEB128, the varint of protocol buffers: seven bits a byte, the least significant first.
 *
 * One that is longer than it need be is an error, and so is one of more than `maxBytes` bytes (10, as 64 bits take).
 */
export function varintPrefix({ maxBytes = 10 }: { readonly maxBytes?: number } = {}): LengthPrefix {
  if (!Number.isInteger(maxBytes) || maxBytes < 1)
    throw new RangeError(`not a number of bytes: ${maxBytes}`);
  return {
    longest: Math.min(2 ** (7 * maxBytes) - 1, Number.MAX_SAFE_INTEGER),
    offset: 0,
    read(buffer, found, maxLength) {
      let value = 0;
      for (let i = 0; i < maxBytes; i++) {
        const byte = buffer.at(i);
        if (byte === undefined) return false;
        value += (byte & 0x7f) * 2 ** (7 * i);
        const isLast = byte < 0x80;
        if (isLast && byte === 0 && i > 0)
          throw new LengthPrefixError(`a varint of ${i + 1} bytes, where fewer would do`);
        if (!isLast && value <= maxLength) continue;
        found.start = i + 1;
        found.length = value;
        return true;
      }
      throw new LengthPrefixError(`a varint of more than ${maxBytes} bytes`);
    },
    write(length) {
      const bytes: number[] = [];
      let rest = length;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
      return Uint8Array.of(...bytes, rest);
    },
  };
}
