/** A SOCKS proxy, 4, 4a and 5. `twist socks`, then `curl --socks5-hostname 127.0.0.1:1080 http://example.org/`. */
import { StreamServerEndpointService, serviceMaker } from "torsion/application";
import { text } from "torsion/bytes";
import { serverFromString, socksThrough } from "torsion/endpoints";
import { IReactorEnvironment } from "torsion/net";
import * as socks from "torsion/protocols/socks";

export default serviceMaker({
  tapname: "socks",
  description: "a SOCKS proxy: versions 4, 4a and 5, with UDP",
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
    {
      name: "users",
      value: "file",
      help: "let in these alone, by version 5: a line name:password each, in a file, since others can see a command line",
    },
  ],
  makeService: (reactor, { listen, private: isPrivate, users }) => {
    const allow = isPrivate ? socks.allowAll : socks.allowPublic;
    const read = (file: string) => text(IReactorEnvironment(reactor).environment.readFile(file));
    const authenticate =
      users === undefined
        ? undefined
        : socks.authenticateSOCKSUsers(socks.parseSOCKSUsers(read(users)));
    const factory = new socks.SOCKSServerFactory({ ...socksThrough(reactor), allow, authenticate });
    return new StreamServerEndpointService(serverFromString(reactor, listen), factory);
  },
});
