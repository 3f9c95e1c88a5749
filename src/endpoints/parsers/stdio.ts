/** `stdio:`, for either direction: it is one connection. */
import { IReactorStandardIO } from "../../net/index.ts";
import {
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  serverParser,
} from "../parser.ts";
import { StandardIOEndpoint } from "../standard-io-endpoint.ts";

export const stdioServer: IStreamServerEndpointStringParser = serverParser(
  "stdio",
  IReactorStandardIO,
  {},
  (reactor) => new StandardIOEndpoint(reactor),
);

export const stdioClient: IStreamClientEndpointStringParser = clientParser(
  "stdio",
  IReactorStandardIO,
  {},
  (reactor) => new StandardIOEndpoint(reactor),
);
