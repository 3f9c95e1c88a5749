/**
 * What a peer does wrong in the framing of its messages: the reasons for which such a connection ends.
 *
 * All but one are `FramingError`s, and given to `connectionLost`. The other one is thrown at who sends.
 */
import { ConnectionLost } from "../../net/index.ts";

/** The peer does not keep to the framing; the base of the reasons. */
export class FramingError extends ConnectionLost {
  override name = "FramingError";
}

/** A message is longer than allowed. It was not waited for. */
export class MessageTooLongError extends FramingError {
  override name = "MessageTooLongError";
  /** The longest that is allowed, in bytes. */
  readonly limit: number;
  /** What was announced or, where nothing announces it, what had come: the message is at least as long. */
  readonly length: number;
  constructor(limit: number, length: number, what = "message") {
    super(`a ${what} of ${length} bytes or more, where ${limit} are allowed`);
    this.limit = limit;
    this.length = length;
  }
}

/** A line is longer than allowed, or has no end within that. */
export class LineTooLongError extends MessageTooLongError {
  override name = "LineTooLongError";
  constructor(limit: number, length: number) {
    super(limit, length, "line");
  }
}

/** Something that is no netstring; the message says what is wrong with it. */
export class NetstringParseError extends FramingError {
  override name = "NetstringParseError";
}

/** The length in front of a message is none: a varint that does not end, less than it must count. */
export class LengthPrefixError extends FramingError {
  override name = "LengthPrefixError";
}

/** A line that is no JSON, no UTF-8, or nested too deep; the connection could go on with the next one. */
export class JSONLineError extends FramingError {
  override name = "JSONLineError";
  /** The line, without its end. */
  readonly line: Uint8Array;
  constructor(message: string, line: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** A string was to be sent whose length its prefix cannot say. */
export class StringTooLongError extends RangeError {
  override name = "StringTooLongError";
  /** The longest that can be sent, and what was to be, in bytes. */
  readonly limit: number;
  readonly length: number;
  constructor(limit: number, length: number) {
    super(`cannot send a string of ${length} bytes: its length prefix says ${limit} at the most`);
    this.limit = limit;
    this.length = length;
  }
}
