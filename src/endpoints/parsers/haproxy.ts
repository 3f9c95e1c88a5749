/**
 * `haproxy:tcp:8080`, and `haproxy:tcp:example.org:80`: any other endpoint, with a PROXY header before all else.
 *
 * What is said of the header comes before the endpoint inside, and by name: `haproxy:trusted=10.0.0.0/8:tcp:8080`.
 */
import { InvalidAddressError, IReactorTime } from "../../net/index.ts";
import { proxyClientEndpoint, proxyEndpoint, trustedBy } from "../../protocols/haproxy/index.ts";
import { clientFromDescription, serverFromDescription } from "../from-string.ts";
import { optional, type Reader, readLeadingParameters, seconds } from "../parameters.ts";
import {
  capable,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
} from "../parser.ts";

export const haproxyServer: IStreamServerEndpointStringParser = {
  prefix: "haproxy",
  parseStreamServer: (reactor, description) => {
    const { values, inside } = readLeadingParameters(description, {
      trusted: optional(networks),
      timeout: optional(seconds),
    });
    const clock = capable(reactor, IReactorTime, description);
    const { trusted, timeout } = values;
    return proxyEndpoint(serverFromDescription(reactor, inside), clock, {
      ...(trusted !== undefined && { trusted }),
      ...(timeout !== undefined && { seconds: timeout }),
    });
  },
};

export const haproxyClient: IStreamClientEndpointStringParser = {
  prefix: "haproxy",
  parseStreamClient: (reactor, description) => {
    const { values, inside } = readLeadingParameters(description, { version: optional(version) });
    return proxyClientEndpoint(clientFromDescription(reactor, inside), values);
  },
};

const networks: Reader<readonly string[]> = (text) => {
  const list = text.split(",");
  try {
    trustedBy(list);
  } catch (thrown) {
    if (!(thrown instanceof InvalidAddressError)) throw thrown;
    throw new RangeError("addresses and networks with commas between: 10.0.0.0/8,192.0.2.1");
  }
  return list;
};

const version: Reader<"v1" | "v2"> = (text) => {
  if (text === "v1" || text === "v2") return text;
  throw new RangeError("v1 or v2");
};
