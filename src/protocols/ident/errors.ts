/** Why who owns a connection is not told (RFC 1413), and why a conversation about that ended. */
import { ConnectionLost } from "../../net/index.ts";

/** Who owns it cannot be told, for whatever reason. */
export class IdentError extends Error {
  override name = "IdentError";
  /** As it is said on the wire. */
  readonly identDescription: string = "UNKNOWN-ERROR";
}
/** There is no such connection, or nobody who could be named owns it. */
export class NoUser extends IdentError {
  override name = "NoUser";
  override readonly identDescription = "NO-USER";
}
/** One of the ports is none. */
export class InvalidPort extends IdentError {
  override name = "InvalidPort";
  override readonly identDescription = "INVALID-PORT";
}
/** The user does not want to be named. */
export class HiddenUser extends IdentError {
  override name = "HiddenUser";
  override readonly identDescription = "HIDDEN-USER";
}

/** The other side does not keep to RFC 1413. It has ended the connection. */
export class MalformedIdentError extends ConnectionLost {
  override name = "MalformedIdentError";
}
