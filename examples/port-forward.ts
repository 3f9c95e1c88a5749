/** Forwards each connection to another place, `--to tcp:example.com:80` say, in memory that does not grow. */
import { type IServiceMaker, StreamServerEndpointService } from "torsion/application";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { ProxyFactory } from "torsion/protocols";

export default {
  tapname: "port-forward",
  description: "forward connections to another place",
  options: [
    { name: "listen", value: "endpoint", default: "tcp:8080", help: "where to listen" },
    { name: "to", value: "endpoint", default: "tcp:127.0.0.1:80", help: "where to connect" },
  ],
  makeService: (reactor, { listen, to }) =>
    new StreamServerEndpointService(
      serverFromString(reactor, String(listen)),
      new ProxyFactory(clientFromString(reactor, String(to))),
    ),
} satisfies IServiceMaker;
