export type { MemCacheItem, MemCacheItemWithCas } from "./answers.ts";
export type { MemCacheText } from "./arguments.ts";
export type { StoringOptions } from "./commands.ts";
export {
  AnswerTooLongError,
  ClientError,
  NoAnswerError,
  NoSuchCommand,
  NotConnectedError,
  ServerError,
  TooManyPendingError,
  UnexpectedAnswerError,
} from "./errors.ts";
export type { MemCacheOptions } from "./memcache-conversation.ts";
export { DEFAULT_PORT, MemCacheProtocol, type StoreOptions } from "./memcache-protocol.ts";
