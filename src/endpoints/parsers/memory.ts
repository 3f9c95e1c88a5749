/** `memory:chat`, both to listen on and to connect to. */
import { IReactorAdopting } from "../adopting-reactor.ts";
import { MemoryClientEndpoint } from "../memory-client-endpoint.ts";
import { MemoryServerEndpoint } from "../memory-server-endpoint.ts";
import { optional, type Reader, required, wholeNumber } from "../parameters.ts";
import {
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  serverParser,
} from "../parser.ts";

const name: Reader<string> = (text) => {
  if (text === "") throw new RangeError("a name");
  return text;
};

export const memoryServer: IStreamServerEndpointStringParser = serverParser(
  "memory",
  IReactorAdopting,
  { name: required(name), backlog: optional(wholeNumber(1, 2 ** 31 - 1)) },
  (reactor, { name, ...options }) => new MemoryServerEndpoint(reactor, name, options),
);

export const memoryClient: IStreamClientEndpointStringParser = clientParser(
  "memory",
  IReactorAdopting,
  { name: required(name) },
  (reactor, { name }) => new MemoryClientEndpoint(reactor, name),
);
