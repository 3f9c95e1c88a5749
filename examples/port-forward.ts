/**
 * Forwards each connection to another place, in memory that does not grow: `twist portforward --to tcp:example.com:80`.
 *
 * What is behind learns who has connected where it understands the PROXY protocol: `--proxy-protocol v2`.
 */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { ProxyFactory } from "torsion/protocols";

export default serviceMaker({
  tapname: "portforward",
  description: "forward connections to another place",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:8080", help: "where to listen" },
    { name: "to", value: "endpoint", required: true, help: "where to connect" },
    {
      name: "proxy-protocol",
      value: "version",
      choices: ["v1", "v2"],
      help: "say by v1 or v2 of the PROXY protocol who has connected",
    },
  ],
  makeService: (reactor, { listen, to, "proxy-protocol": proxyProtocol }) => {
    const options = proxyProtocol === undefined ? {} : { proxyProtocol };
    return new StreamServerEndpointService(
      serverFromString(reactor, listen),
      new ProxyFactory(clientFromString(reactor, to), options),
    );
  },
});
