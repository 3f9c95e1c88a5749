/** `systemd:index=0`, `systemd:name=web`, `systemd:domain=INET6:index=1`: a socket that systemd listens on for us. */
import { IReactorEnvironment, IReactorSocket } from "../../net/index.ts";
import { type AddressFamily, AdoptedStreamServerEndpoint } from "../adopted-stream-endpoint.ts";
import type { Description } from "../description.ts";
import { InvalidDescriptionError } from "../errors.ts";
import { describeListenFDs, type ListenFD, listenFDs } from "../listen-fds.ts";
import { optional, type Reader, readParameters, wholeNumber } from "../parameters.ts";
import { capable, type IStreamServerEndpointStringParser } from "../parser.ts";

const FAMILIES: readonly AddressFamily[] = ["INET", "INET6", "UNIX"];

const family: Reader<AddressFamily> = (text) => {
  const found = FAMILIES.find((name) => name === text);
  if (found === undefined) throw new RangeError(FAMILIES.join(", "));
  return found;
};

const parameters = {
  index: optional(wholeNumber(0, 2 ** 31 - 1)),
  name: optional((text) => text),
  domain: optional(family),
};

export const systemdServer: IStreamServerEndpointStringParser = {
  prefix: "systemd",
  parseStreamServer: (reactor, description) => {
    const { domain, ...which } = readParameters(description, parameters);
    if ((which.index === undefined) === (which.name === undefined))
      throw new InvalidDescriptionError(
        "systemd needs an index or a name, and not both: systemd:index=0, systemd:name=web",
        description.text,
        description.position,
      );
    const sockets = capable(reactor, IReactorSocket, description);
    const { environment } = capable(reactor, IReactorEnvironment, description);
    const found = find(listenFDs(environment), which);
    if (found === undefined) throw notFound(description, describeListenFDs(environment));
    return new AdoptedStreamServerEndpoint(sockets, found.fd, domain && { family: domain });
  },
};

function find(
  given: readonly ListenFD[],
  { index, name }: { readonly index?: number; readonly name?: string },
): ListenFD | undefined {
  return index === undefined ? given.find((one) => one.name === name) : given[index];
}

function notFound({ text, args }: Description, what: string): InvalidDescriptionError {
  const { valuePosition } = args.find(({ name }) => name === "index" || name === "name")!;
  return new InvalidDescriptionError(`no such socket; ${what}`, text, valuePosition);
}
