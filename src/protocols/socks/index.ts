export {
  type HandshakeOutcome,
  SOCKSClientHandshake,
  type SOCKSClientOptions,
} from "./client-handshake.ts";
export { buildSOCKS5Datagram, parseSOCKS5Datagram, type SOCKS5Datagram } from "./datagram.ts";
export { SOCKSDatagramPort, type SOCKSDatagramPortOptions } from "./datagram-port.ts";
export {
  SOCKSAssociationTimedOut,
  SOCKSAuthenticationError,
  SOCKSHandshakeTimedOut,
  SOCKSMessageError,
  SOCKSProxyError,
  SOCKSRefused,
  SOCKSReplyError,
  SOCKSUsersError,
} from "./errors.ts";
export type { Parsed } from "./message.ts";
export {
  buildSOCKS4Reply,
  buildSOCKS4Request,
  parseSOCKS4Reply,
  parseSOCKS4Request,
  type SOCKS4Reply,
  type SOCKS4Request,
} from "./messages-4.ts";
export {
  buildChoice,
  buildCredentials,
  buildCredentialsStatus,
  buildMethods,
  buildSOCKS5Reply,
  buildSOCKS5Request,
  parseChoice,
  parseCredentials,
  parseCredentialsStatus,
  parseMethods,
  parseSOCKS5Reply,
  parseSOCKS5Request,
  type SOCKS5Address,
  type SOCKS5Credentials,
  type SOCKS5Reply,
  type SOCKS5Request,
} from "./messages-5.ts";
export { isPublicAddress } from "./public-addresses.ts";
export { type Handover, SOCKSServer } from "./server.ts";
export { SOCKSServerFactory } from "./server-factory.ts";
export {
  allowAll,
  allowPublic,
  type SOCKSCredentials,
  type SOCKSDestination,
  type SOCKSServerOptions,
  type SOCKSVersion,
} from "./server-options.ts";
export { authenticateSOCKSUsers, parseSOCKSUsers, type SOCKSUsers } from "./users.ts";
