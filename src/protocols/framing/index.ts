export {
  FramingError,
  JSONLineError,
  LengthPrefixError,
  LineTooLongError,
  MessageTooLongError,
  NetstringParseError,
  StringTooLongError,
} from "./errors.ts";
export { FramedProtocol, INCOMPLETE } from "./framed-protocol.ts";
export {
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  IntNStringReceiver,
} from "./int-n-string-receiver.ts";
export { JSONLinesReceiver } from "./json-lines-receiver.ts";
export {
  type FixedPrefixOptions,
  type FoundPrefix,
  fixedPrefix,
  type LengthPrefix,
  varintPrefix,
} from "./length-prefix.ts";
export { LengthPrefixedReceiver } from "./length-prefixed-receiver.ts";
export { LineOnlyReceiver } from "./line-only-receiver.ts";
export { LineReceiver } from "./line-receiver.ts";
export { MessageBuffer } from "./message-buffer.ts";
export { NetstringReceiver } from "./netstring-receiver.ts";
export { type State, StatefulProtocol } from "./stateful-protocol.ts";
