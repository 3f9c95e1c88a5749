/**
 * Forwards each connection to another place, in memory that does not grow: `twist portforward --to tcp:example.com:80`.
 *
 * What is behind learns who has connected where it understands the PROXY protocol: `--proxy-protocol v2`.
 */
import { type IServiceMaker, StreamServerEndpointService } from "torsion/application";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { type PortForwardOptions, ProxyFactory } from "torsion/protocols";

function version(text: string) {
  if (text === "v1" || text === "v2") return text;
  throw new RangeError("There are v1 and v2.");
}

export default {
  tapname: "portforward",
  description: "forward connections to another place",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:8080", help: "where to listen" },
    { name: "to", value: "endpoint", required: true, help: "where to connect" },
    {
      name: "proxy-protocol",
      value: "version",
      parse: version,
      help: "say by v1 or v2 of the PROXY protocol who has connected",
    },
  ],
  makeService: (reactor, { listen, to, "proxy-protocol": proxyProtocol }) => {
    const options = proxyProtocol === undefined ? {} : ({ proxyProtocol } as PortForwardOptions);
    return new StreamServerEndpointService(
      serverFromString(reactor, String(listen)),
      new ProxyFactory(clientFromString(reactor, String(to)), options),
    );
  },
} satisfies IServiceMaker;
