/** What can go wrong with bytes: input that does not decode, and a frame that is not all there. */

/** Thrown by `fromHex` for an odd number of digits, or for a character that is not one. */
export class InvalidHexError extends TypeError {
  override name = "InvalidHexError";
  /** Index of the first character that is wrong; the length of the text when a digit is missing. */
  readonly index: number;

  constructor(text: string, index: number, options?: ErrorOptions) {
    super(
      index >= text.length
        ? `hex text has an odd number of digits (${text.length})`
        : `not a hex digit at index ${index}: ${JSON.stringify(text[index])}`,
      options,
    );
    this.index = index;
  }
}

/** Thrown by `latin1` for a character above U+00FF: cutting it to eight bits could forge a newline. */
export class UnencodableCharacterError extends TypeError {
  override name = "UnencodableCharacterError";
  /** Index, in UTF-16 units, of the first character that has no encoding. */
  readonly index: number;

  constructor(text: string, index: number, options?: ErrorOptions) {
    super(`no Latin-1 byte for ${JSON.stringify(text[index])} at index ${index}`, options);
    this.index = index;
  }
}

/** Thrown when a {@link ByteQueue} is asked for more than it holds; nothing has been removed. */
export class NotEnoughBytesError extends RangeError {
  override name = "NotEnoughBytesError";
  readonly wanted: number;
  readonly available: number;

  constructor(wanted: number, available: number, options?: ErrorOptions) {
    super(`wanted ${wanted} bytes, ${available} available`, options);
    this.wanted = wanted;
    this.available = available;
  }
}
