/** What a platform's error means to a program: the one place where codes become Twisted's classes. */
import { CancelledError, type Failure } from "../deferred/index.ts";
import {
  CannotListenError,
  ConnectBindError,
  ConnectError,
  ConnectionDone,
  ConnectionLost,
  ConnectionRefusedError,
  DNSLookupError,
  NoRouteError,
  SpawnError,
  TCPTimedOutError,
  TLSError,
  VerificationError,
} from "../net/index.ts";
import {
  PeerEnded,
  type PlatformError,
  platformError,
  type StreamAddress,
  TLSFailure,
} from "../platform/index.ts";
import { nameOf } from "./stream-address.ts";
import { withoutStack } from "./without-stack.ts";

type ConnectErrorClass = new (message: string, options?: ErrorOptions) => ConnectError;

interface Meaning {
  readonly says: string;
  readonly connect?: ConnectErrorClass;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: { says: "connection refused", connect: ConnectionRefusedError },
  ETIMEDOUT: { says: "the host's time limit ran out", connect: TCPTimedOutError },
  ENOTFOUND: { says: "no such host", connect: DNSLookupError },
  EAI_AGAIN: { says: "the name server does not answer", connect: DNSLookupError },
  EAI_NODATA: { says: "the host has no address", connect: DNSLookupError },
  EHOSTUNREACH: { says: "no route to the host", connect: NoRouteError },
  ENETUNREACH: { says: "no route to the network", connect: NoRouteError },
  EADDRINUSE: { says: "the address is in use", connect: ConnectBindError },
  EADDRNOTAVAIL: { says: "this host has no such address", connect: ConnectBindError },
  EACCES: { says: "permission denied" },
  EPERM: { says: "permission denied" },
  ENOENT: { says: "there is nothing of that name" },
  ENOTDIR: { says: "part of the path is no directory" },
  ENOTSOCK: { says: "that is no socket, or not open" },
  ERR_INVALID_FD_TYPE: { says: "that is no socket, or not open" },
  EMFILE: { says: "too many open files" },
  ECONNRESET: { says: "the peer reset the connection" },
  EPIPE: { says: "the peer has closed the connection" },
};

function say(error: PlatformError): string {
  return `${MEANINGS[error.code]?.says ?? error.message} (${error.code})`;
}

export function connectError(to: StreamAddress, thrown: unknown): ConnectError {
  if (thrown instanceof ConnectError) return thrown;
  const error = platformError(thrown);
  const ErrorClass = MEANINGS[error.code]?.connect ?? ConnectError;
  return new ErrorClass(`cannot connect to ${nameOf(to)}: ${say(error)}`, {
    cause: error,
  });
}

/** @param cause what went wrong; `null` where there is just nobody of that name. */
export function lookupFailed(name: string, cause: unknown): DNSLookupError {
  if (cause instanceof DNSLookupError) return cause;
  const what = `no address of ${JSON.stringify(name)}`;
  if (cause === null) return new DNSLookupError(what);
  const why = say(platformError(cause)).replace(/ \(EIO\)$/, "");
  return new DNSLookupError(`${what}: ${why}`, { cause });
}

/** Several addresses were tried: the reason is that of the last. */
export function noneAnswered(to: StreamAddress, errors: readonly ConnectError[]): ConnectError {
  const last = errors.at(-1)!;
  const ErrorClass = last.constructor as ConnectErrorClass;
  const tried = errors.length === 1 ? "" : ` after ${errors.length - 1} other addresses`;
  return new ErrorClass(`cannot connect to ${nameOf(to)}${tried}: ${last.message}`, {
    cause: errors.length === 1 ? last.cause : new AggregateError(errors, "each address has failed"),
  });
}

export function cannotListen(at: StreamAddress, thrown: unknown): CannotListenError {
  const error = platformError(thrown);
  return new CannotListenError(nameOf(at), say(error), { cause: error });
}

export function reactorStops(at: StreamAddress): CannotListenError {
  return new CannotListenError(nameOf(at), "the reactor stops");
}

export function connectionLost(error: PlatformError): ConnectionLost {
  if (error instanceof TLSFailure) return tlsError(error);
  return withoutStack(() => new ConnectionLost(`connection lost: ${say(error)}`, { cause: error }));
}

export function cannotSpawn(
  executable: string,
  directory: string | undefined,
  failure: Failure,
): Failure | SpawnError {
  if (failure.check(CancelledError)) return failure;
  const cause = platformError(failure.value);
  const where = directory === undefined ? "" : ` in ${directory}`;
  return new SpawnError(`cannot run "${executable}"${where}: ${say(cause)}`, { cause });
}

export function reactorStopsSpawning(executable: string): SpawnError {
  return new SpawnError(`cannot run "${executable}": the reactor stops`);
}

function tlsError(cause: TLSFailure): ConnectionLost {
  const text = `${cause.message} (${cause.code})`;
  switch (cause.kind) {
    case "verification":
      return new VerificationError(`the peer's certificate is not to be trusted: ${text}`, {
        cause,
      });
    case "truncated":
      return new ConnectionLost(`connection lost: ${text}`, { cause });
    default:
      return new TLSError(`TLS has failed: ${text}`, { cause });
  }
}

/** The orderly end. */
export function connectionDone(): ConnectionDone {
  return withoutStack(() => new ConnectionDone("the connection was closed in order"));
}

/** Why a connection has ended of which the platform says this; after all was sent, every end is in order (X9). */
export function reasonOfEnd(error: PlatformError | undefined, sentAll: boolean): Error {
  if (error instanceof PeerEnded) return error.reason;
  return error === undefined || sentAll ? connectionDone() : connectionLost(error);
}
