/** What goes wrong between a protocol and what builds it. */

/** Something that should have built a protocol gave something else; the message says which and what. */
export class NotAProtocolError extends TypeError {
  override name = "NotAProtocolError";
}

/** Something was given as a factory that is none. */
export class NotAFactoryError extends TypeError {
  override name = "NotAFactoryError";
}

/** A file was not sent to its end: the consumer wanted no more. */
export class TransferStopped extends Error {
  override name = "TransferStopped";
}
