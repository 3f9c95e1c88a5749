export { checkedProtocol } from "./checked-protocol.ts";
export { connectProtocol } from "./connect-protocol.ts";
export {
  type DescribedArgument,
  type Description,
  descriptionInArgument,
  parseDescription,
  quoteStringArgument,
  restOfDescription,
} from "./description.ts";
export { InvalidDescriptionError } from "./errors.ts";
export {
  clientFromDescription,
  clientFromString,
  serverFromDescription,
  serverFromString,
} from "./from-string.ts";
export { listenUnlessAborted } from "./listen-unless-aborted.ts";
export {
  host,
  innerDescription,
  optional,
  type Parameter,
  type Parameters,
  type PlacedReader,
  portNumber,
  type Reader,
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
export { registerEndpointParser } from "./registry.ts";
export { SOCKSClientEndpoint, type SOCKSClientEndpointOptions } from "./socks-client-endpoint.ts";
export { type SOCKSReactor, type SOCKSServerSurroundings, socksThrough } from "./socks-through.ts";
export { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
export { TCPServerEndpoint } from "./tcp-server-endpoint.ts";
