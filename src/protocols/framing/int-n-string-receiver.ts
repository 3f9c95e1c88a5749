/** Strings with their length in front, as an unsigned number of 1, 2 or 4 bytes in network byte order (F8). */
import { fixedPrefix, type LengthPrefix } from "./length-prefix.ts";
import { LengthPrefixedReceiver } from "./length-prefixed-receiver.ts";

/** What the three have in common; for any other prefix, see `LengthPrefixedReceiver`. */
export abstract class IntNStringReceiver extends LengthPrefixedReceiver {}

const [int8, int16, int32]: readonly LengthPrefix[] = [1, 2, 4].map((size) => fixedPrefix(size));

export abstract class Int8StringReceiver extends IntNStringReceiver {
  override readonly prefix: LengthPrefix = int8!;
}

export abstract class Int16StringReceiver extends IntNStringReceiver {
  override readonly prefix: LengthPrefix = int16!;
}

export abstract class Int32StringReceiver extends IntNStringReceiver {
  override readonly prefix: LengthPrefix = int32!;
}
