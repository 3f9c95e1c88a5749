/** What goes wrong between SOCKS clients and servers: ends of connections, and failures of attempts to connect. */
import { ConnectError, ConnectionLost } from "../../net/index.ts";

/** What a peer has sent, or what was to be sent, is no message of SOCKS; the message says what is wrong with it. */
export class SOCKSMessageError extends ConnectionLost {
  override name = "SOCKSMessageError";
  /** Where version 5 has a reply for just that, a command or a type of address that is not known, the reply's code. */
  readonly code: number | null;
  constructor(
    message: string,
    { code, ...options }: ErrorOptions & { readonly code?: number } = {},
  ) {
    super(message, options);
    this.code = code ?? null;
  }
}

/** A client did not say in time what it wants; the server has closed the connection. */
export class SOCKSHandshakeTimedOut extends ConnectionLost {
  override name = "SOCKSHandshakeTimedOut";
  /** How long it had. */
  readonly seconds: number;
  constructor(seconds: number) {
    super(`no whole request came within ${seconds} s`);
    this.seconds = seconds;
  }
}

/** No datagram has passed through a UDP association for so long: the server has ended it, and closed its connection. */
export class SOCKSAssociationTimedOut extends ConnectionLost {
  override name = "SOCKSAssociationTimedOut";
  readonly seconds: number;
  constructor(seconds: number) {
    super(`no datagram has come or gone for ${seconds} s`);
    this.seconds = seconds;
  }
}

/** The server does not do what was asked; the client has been told so. Where something failed, that is the `cause`. */
export class SOCKSRefused extends ConnectionLost {
  override name = "SOCKSRefused";
  /** Of the reply, as version 5 has them: 1 to 8. */
  readonly code: number;
  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The proxy was reached and the connection through it was not made: it has closed, or does not speak SOCKS. */
export class SOCKSProxyError extends ConnectError {
  override name = "SOCKSProxyError";
}

/** The proxy wants to know who asks, and was not told, or not what it wants to hear. */
export class SOCKSAuthenticationError extends SOCKSProxyError {
  override name = "SOCKSAuthenticationError";
}

/** The proxy says that it has not connected. What it says as the host would is its `cause`: see `errorForReply`. */
export class SOCKSReplyError extends SOCKSProxyError {
  override name = "SOCKSReplyError";
  readonly version: 4 | 5;
  /** Of version 5: 1 to 255; of version 4: 91 to 93. */
  readonly code: number;
  constructor(message: string, version: 4 | 5, code: number) {
    super(message);
    this.version = version;
    this.code = code;
  }
}

/** A text that is to say who may use a server does not; the message says what is wrong with it. */
export class SOCKSUsersError extends SyntaxError {
  override name = "SOCKSUsersError";
  /** From 1. */
  readonly line: number;
  constructor(message: string, line: number) {
    super(`line ${line} of the users: ${message}`);
    this.line = line;
  }
}
