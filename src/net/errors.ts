/**
 * Every way in which a connection, a port or a reactor can fail to start, or come to an end.
 *
 * The names are Twisted's: past participles for ends, `…Error` for failures. Where a runtime's own
 * error lies behind one, it is the `cause`.
 */

/** A connection has come to its end; the base of all reasons given to `connectionLost`. */
export class ConnectionClosed extends Error {
  override name = "ConnectionClosed";
}
/** The orderly end: the peer closed, or we did by `loseConnection`. */
export class ConnectionDone extends ConnectionClosed {
  override name = "ConnectionDone";
}
/** The end that nobody asked for: a reset, a peer that does not answer, a reactor that stopped. */
export class ConnectionLost extends ConnectionClosed {
  override name = "ConnectionLost";
}
/** The end by our own `abortConnection`. */
export class ConnectionAborted extends ConnectionLost {
  override name = "ConnectionAborted";
}

interface HowItEnded extends ErrorOptions {
  readonly exitCode: number | null;
  readonly signal: string | null;
}
/** A child process has ended well: its exit code is 0. */
export class ProcessDone extends ConnectionDone {
  override name = "ProcessDone";
  readonly exitCode: 0 = 0;
  readonly signal: null = null;
}
/** A child process has ended otherwise: either `exitCode` or `signal` says how. */
export class ProcessTerminated extends ConnectionLost {
  override name = "ProcessTerminated";
  readonly exitCode: number | null;
  /** `SIGKILL`, say. */
  readonly signal: string | null;
  constructor(message: string, { exitCode, signal, ...options }: HowItEnded) {
    super(message, options);
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** TLS has failed: in the handshake, or by a record that is none. The `cause` has the code. */
export class TLSError extends ConnectionLost {
  override name = "TLSError";
}
/** The peer's certificate is not one to trust: expired, for another name, vouched for by nobody we know. */
export class VerificationError extends TLSError {
  override name = "VerificationError";
}

/** An attempt to connect has failed; the base of the reasons. */
export class ConnectError extends Error {
  override name = "ConnectError";
}
/** The local address asked for could not be bound. */
export class ConnectBindError extends ConnectError {
  override name = "ConnectBindError";
}
/** Nobody listens there. */
export class ConnectionRefusedError extends ConnectError {
  override name = "ConnectionRefusedError";
}
/** A UNIX socket's lock is held by nobody (`checkPID`). */
export class BadFileError extends ConnectError {
  override name = "BadFileError";
}
/** No way leads there. */
export class NoRouteError extends ConnectError {
  override name = "NoRouteError";
}
/** The host's own time limit for connecting ran out. */
export class TCPTimedOutError extends ConnectError {
  override name = "TCPTimedOutError";
}
/** The name of the host could not be turned into an address. */
export class DNSLookupError extends ConnectError {
  override name = "DNSLookupError";
}
/** The attempt was given up by `stopConnecting` or `disconnect`. */
export class UserError extends ConnectError {
  override name = "UserError";
}
/** The time limit that the attempt was given ran out. */
export class TimeoutError extends UserError {
  override name = "TimeoutError";
}
/** The Deferred of the attempt was cancelled. */
export class ConnectingCancelledError extends ConnectError {
  override name = "ConnectingCancelledError";
}
/** The factory built no protocol for the connection. */
export class NoProtocol extends ConnectError {
  override name = "NoProtocol";
}

/** A port could not be opened: `address` says which, `cause` why. */
export class CannotListenError extends Error {
  override name = "CannotListenError";
  /** What was to be listened on, as `host:port` or the path. */
  readonly address: string;
  constructor(address: string, why: string, options?: ErrorOptions) {
    super(`cannot listen on ${address}: ${why}`, options);
    this.address = address;
  }
}
/** A port number that is none: not a whole number from 0 to 65535. */
export class InvalidPortError extends RangeError {
  override name = "InvalidPortError";
}
/** A datagram was to be sent to what is no address of the port's family: a name, say. */
export class InvalidAddressError extends TypeError {
  override name = "InvalidAddressError";
}
/** A datagram is longer than any can be. */
export class MessageLengthError extends RangeError {
  override name = "MessageLengthError";
}
/** A group of hosts could not be joined, or left. */
export class MulticastJoinError extends Error {
  override name = "MulticastJoinError";
}
/** Something that transports bytes was given something else. */
export class NotBytesError extends TypeError {
  override name = "NotBytesError";
}

/** A process could not be started; `cause` says why. */
export class SpawnError extends Error {
  override name = "SpawnError";
}
/** A process was to be signalled that has ended. */
export class ProcessExitedAlready extends Error {
  override name = "ProcessExitedAlready";
}
/** A worker thread has ended before the call that it worked on: by itself, or because the reactor has stopped. */
export class ThreadLost extends Error {
  override name = "ThreadLost";
}
/** What was to be sent to a thread, or back, is no data: a function, say. The message says where it is. */
export class NotCloneableError extends TypeError {
  override name = "NotCloneableError";
}

/** The platform that the reactor runs on cannot do it. */
export class NotSupportedError extends Error {
  override name = "NotSupportedError";
}

/** `stopConnecting` on a connector that is not connecting. */
export class NotConnectingError extends Error {
  override name = "NotConnectingError";
}
/** `connect` on a connector that is connecting or connected. */
export class AlreadyConnectingError extends Error {
  override name = "AlreadyConnectingError";
}
/** `startTLS` on a connection that speaks TLS. */
export class TLSAlreadyStarted extends Error {
  override name = "TLSAlreadyStarted";
}
/** A second producer was registered while the first one still is. */
export class ProducerAlreadyRegistered extends Error {
  override name = "ProducerAlreadyRegistered";
}

/** `stop` on a reactor that does not run, or is stopping already. */
export class ReactorNotRunning extends Error {
  override name = "ReactorNotRunning";
}
/** `run` on a reactor that runs. */
export class ReactorAlreadyRunning extends Error {
  override name = "ReactorAlreadyRunning";
}
/** A reactor that has stopped was asked to do something; make a new one. */
export class ReactorNotRestartable extends Error {
  override name = "ReactorNotRestartable";
}
