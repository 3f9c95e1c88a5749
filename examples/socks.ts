/** A SOCKS proxy, 4, 4a and 5. `twist socks`, then `curl --socks5-hostname 127.0.0.1:1080 http://example.org/`. */
import { type IServiceMaker, StreamServerEndpointService } from "torsion/application";
import { serverFromString, socksThrough } from "torsion/endpoints";
import { allowAll, allowPublic, SOCKSServerFactory } from "torsion/protocols/socks";

export default {
  tapname: "socks",
  description: "a SOCKS proxy: versions 4, 4a and 5",
  options: [
    {
      name: "listen",
      value: "endpoint",
      // Whoever reaches it may use it: that is this host alone, unless somebody says otherwise.
      default: "tcp:1080:interface=127.0.0.1",
      help: "where to listen",
    },
    {
      name: "private",
      help: "reach this host and private networks too, and not public addresses alone",
    },
  ],
  makeService: (reactor, options) =>
    new StreamServerEndpointService(
      serverFromString(reactor, String(options.listen)),
      new SOCKSServerFactory({
        ...socksThrough(reactor),
        allow: options.private === true ? allowAll : allowPublic,
      }),
    ),
} satisfies IServiceMaker;
