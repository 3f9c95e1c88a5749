export { ByteQueue } from "./byte-queue.ts";
export { concat, equals, indexOf } from "./concat.ts";
export { InvalidHexError, NotEnoughBytesError, UnencodableCharacterError } from "./errors.ts";
export { fromHex, toHex } from "./hex.ts";
export { latin1, latin1Text, text, utf8 } from "./text.ts";
