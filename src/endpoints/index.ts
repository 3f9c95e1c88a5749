export {
  type AddressFamily,
  AdoptedStreamClientEndpoint,
  type AdoptedStreamOptions,
  AdoptedStreamServerEndpoint,
} from "./adopted-stream-endpoint.ts";
export { type Adopt, connectByAdopting } from "./adopting.ts";
export { type AdoptsSockets, afterOthers, IReactorAdopting } from "./adopting-reactor.ts";
export { connectProtocol } from "./connect-protocol.ts";
export {
  type DescribedArgument,
  type Description,
  descriptionInArgument,
  parseDescription,
  quoteStringArgument,
  restOfDescription,
} from "./description.ts";
export { AlreadyListened, InvalidDescriptionError } from "./errors.ts";
export { FallbackEndpoint, type FallbackOptions } from "./fallback-endpoint.ts";
export {
  clientFromDescription,
  clientFromString,
  serverFromDescription,
  serverFromString,
} from "./from-string.ts";
export { HostnameEndpoint, type HostnameEndpointOptions } from "./hostname-endpoint.ts";
export { describeListenFDs, type ListenFD, listenFDs } from "./listen-fds.ts";
export { listenUnlessAborted } from "./listen-unless-aborted.ts";
export { LoggedLines } from "./logged-lines.ts";
export { MemoryClientEndpoint, type MemoryClientOptions } from "./memory-client-endpoint.ts";
export { MemoryNames, memoryNames } from "./memory-names.ts";
export { MemoryServerEndpoint, type MemoryServerOptions } from "./memory-server-endpoint.ts";
export { type Later, type MemoryEnd, MemorySocket } from "./memory-socket.ts";
export {
  host,
  innerDescription,
  optional,
  type Parameter,
  type Parameters,
  type PlacedReader,
  portNumber,
  type Reader,
  readLeadingParameters,
  readParameters,
  required,
  seconds,
  type Values,
  wholeNumber,
} from "./parameters.ts";
export {
  capable,
  clientParser,
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
  type StreamClientEndpoint,
  type StreamServerEndpoint,
  serverParser,
} from "./parser.ts";
export {
  ProcessEndpoint,
  type ProcessEndpointOptions,
  StandardErrorBehavior,
} from "./process-endpoint.ts";
export { type EndpointType, endpointTypes, registerEndpointParser } from "./registry.ts";
export { RetryEndpoint, type RetryOptions } from "./retry-endpoint.ts";
export { SOCKSClientEndpoint, type SOCKSClientEndpointOptions } from "./socks-client-endpoint.ts";
export { SOCKSDatagrams, type SOCKSDatagramsOptions } from "./socks-datagrams.ts";
export { type SOCKSReactor, type SOCKSServerSurroundings, socksThrough } from "./socks-through.ts";
export { SSLServerEndpoint, type SSLServerEndpointOptions } from "./ssl-server-endpoint.ts";
export { StandardIOEndpoint } from "./standard-io-endpoint.ts";
export { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
export { TCPServerEndpoint } from "./tcp-server-endpoint.ts";
export { UNIXClientEndpoint } from "./unix-client-endpoint.ts";
export { UNIXServerEndpoint } from "./unix-server-endpoint.ts";
export { wrapClientTLS, wrapServerTLS } from "./wrap-tls.ts";
