/** `fd:3`: a descriptor that listens, or one that is connected. */
import { IReactorSocket } from "../../net/index.ts";
import {
  AdoptedStreamClientEndpoint,
  AdoptedStreamServerEndpoint,
} from "../adopted-stream-endpoint.ts";
import { required, wholeNumber } from "../parameters.ts";
import {
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  serverParser,
} from "../parser.ts";

const parameters = { fileno: required(wholeNumber(0, 2 ** 31 - 1)) };

export const fdServer: IStreamServerEndpointStringParser = serverParser(
  "fd",
  IReactorSocket,
  parameters,
  (reactor, { fileno }) => new AdoptedStreamServerEndpoint(reactor, fileno),
);

export const fdClient: IStreamClientEndpointStringParser = clientParser(
  "fd",
  IReactorSocket,
  parameters,
  (reactor, { fileno }) => new AdoptedStreamClientEndpoint(reactor, fileno),
);
