export { checkedProtocol } from "./checked-protocol.ts";
export { connectProtocol } from "./connect-protocol.ts";
export {
  type DescribedArgument,
  type Description,
  parseDescription,
  quoteStringArgument,
} from "./description.ts";
export type { StreamClientEndpoint, StreamServerEndpoint } from "./endpoint-types.ts";
export { InvalidDescriptionError } from "./errors.ts";
export { clientFromString, serverFromString } from "./from-string.ts";
export { TCPClientEndpoint } from "./tcp-client-endpoint.ts";
export { TCPServerEndpoint } from "./tcp-server-endpoint.ts";
