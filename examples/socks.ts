/** A SOCKS proxy, 4, 4a and 5. `twist socks`, then `curl --socks5-hostname 127.0.0.1:1080 http://example.org/`. */
import {
  type IServiceMaker,
  type ServiceReactor,
  StreamServerEndpointService,
} from "torsion/application";
import { text } from "torsion/bytes";
import { serverFromString, socksThrough } from "torsion/endpoints";
import { IReactorEnvironment } from "torsion/net";
import {
  allowAll,
  allowPublic,
  authenticateSOCKSUsers,
  parseSOCKSUsers,
  SOCKSServerFactory,
  type SOCKSUsers,
} from "torsion/protocols";

/** Read once, at the beginning: what is wrong with it keeps the program from starting. */
function usersIn(file: string, reactor: ServiceReactor): SOCKSUsers {
  return parseSOCKSUsers(text(IReactorEnvironment(reactor).environment.readFile(file)));
}

export default {
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
      // A password on the command line would be in the list of processes, for everybody on this host, and in a history.
      help: "let in nobody but these, by version 5: a file, since others can see a command line, with a line name:password each",
    },
  ],
  makeService: (reactor, options) =>
    new StreamServerEndpointService(
      serverFromString(reactor, String(options.listen)),
      new SOCKSServerFactory({
        ...socksThrough(reactor),
        allow: options.private === true ? allowAll : allowPublic,
        ...(options.users !== undefined && {
          authenticate: authenticateSOCKSUsers(usersIn(String(options.users), reactor)),
        }),
      }),
    ),
} satisfies IServiceMaker;
