/**
 * What a reply says of an attempt, and what our errors are as a reply: refused there is refused here.
 *
 * The codes are those of version 5 (RFC 1928, section 6). Version 4 knows only that it was rejected.
 */
import {
  type ConnectError,
  ConnectionRefusedError,
  DNSLookupError,
  NoRouteError,
  TCPTimedOutError,
  TimeoutError,
} from "../../net/index.ts";
import { SOCKSMessageError, SOCKSRefused, SOCKSReplyError } from "./errors.ts";

export const SUCCEEDED = 0;
export const GENERAL_FAILURE = 1;
export const NOT_ALLOWED = 2;
export const NETWORK_UNREACHABLE = 3;
export const HOST_UNREACHABLE = 4;
export const CONNECTION_REFUSED = 5;
export const TTL_EXPIRED = 6;
export const COMMAND_NOT_SUPPORTED = 7;
export const ADDRESS_TYPE_NOT_SUPPORTED = 8;

const MEANINGS_5: Readonly<Record<number, string>> = {
  [GENERAL_FAILURE]: "it failed",
  [NOT_ALLOWED]: "its rules do not allow that",
  [NETWORK_UNREACHABLE]: "the network is unreachable",
  [HOST_UNREACHABLE]: "the host is unreachable",
  [CONNECTION_REFUSED]: "the connection was refused",
  [TTL_EXPIRED]: "it took too long",
  [COMMAND_NOT_SUPPORTED]: "it does not know the command",
  [ADDRESS_TYPE_NOT_SUPPORTED]: "it does not know the type of the address",
};
const MEANINGS_4: Readonly<Record<number, string>> = {
  91: "rejected, or failed",
  92: "rejected: no identd answers at the client",
  93: "rejected: identd names another user",
};

type AttemptError = new (message: string, options?: ErrorOptions) => ConnectError;
const AS_THE_HOST_SAYS: Readonly<Record<number, AttemptError>> = {
  [NETWORK_UNREACHABLE]: NoRouteError,
  [HOST_UNREACHABLE]: NoRouteError,
  [CONNECTION_REFUSED]: ConnectionRefusedError,
  [TTL_EXPIRED]: TCPTimedOutError,
};

/**
 * The error for a reply that is no success, where it was asked to do `what`: what the host would say of a direct connection, with the
 * `SOCKSReplyError` as its cause; else the `SOCKSReplyError` itself.
 */
export function errorForReply(version: 4 | 5, code: number, what: string): ConnectError {
  const meaning = (version === 4 ? MEANINGS_4 : MEANINGS_5)[code] ?? "for no reason that is known";
  const message = `the SOCKS proxy did not ${what}: ${meaning} (${code})`;
  const reply = new SOCKSReplyError(message, version, code);
  const Known = version === 5 ? AS_THE_HOST_SAYS[code] : undefined;
  return Known === undefined ? reply : new Known(message, { cause: reply });
}

/** The code with which a server of version 5 tells of `error`. */
export function replyCodeFor(error: Error): number {
  if (error instanceof SOCKSRefused) return error.code;
  if (error instanceof SOCKSMessageError) return error.code ?? GENERAL_FAILURE;
  // From a proxy behind this one.
  for (const reply of [error, error.cause])
    if (reply instanceof SOCKSReplyError && reply.version === 5 && reply.code in MEANINGS_5)
      return reply.code;
  if (error instanceof ConnectionRefusedError) return CONNECTION_REFUSED;
  if (error instanceof NoRouteError)
    return Object(error.cause).code === "ENETUNREACH" ? NETWORK_UNREACHABLE : HOST_UNREACHABLE;
  if (error instanceof DNSLookupError) return HOST_UNREACHABLE;
  if (error instanceof TCPTimedOutError || error instanceof TimeoutError) return TTL_EXPIRED;
  return GENERAL_FAILURE;
}
