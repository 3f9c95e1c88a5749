/**
 * `ws:8080:path=/chat`, `wss:…` and `websocket:…` in descriptions of endpoints, for both directions; to import this makes
 * them known.
 *
 * Rule: what is said of WebSockets is read here, and all the rest is an endpoint below, read by its own parser: of TCP
 * for `ws`, of TLS for `wss`, and for `websocket` whatever its first argument describes.
 */
import {
  capable,
  clientFromDescription,
  type DescribedArgument,
  type Description,
  descriptionInArgument,
  InvalidDescriptionError,
  IReactorAdopting,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  optional,
  type Parameters,
  type Reader,
  readParameters,
  registerEndpointParser,
  seconds,
  serverFromDescription,
  wholeNumber,
} from "../endpoints/index.ts";
import { WebSocketClientEndpoint } from "./websocket-client-endpoint.ts";
import { WebSocketServerEndpoint } from "./websocket-server-endpoint.ts";

const path: Reader<string> = (text) => {
  if (!/^\/[!"$-~]*$/.test(text)) throw new RangeError("a path that begins with /, without a #");
  return text;
};

/** A host, and a port where it is not the usual one, as a URL has them. */
const hostHeader: Reader<string> = (text) => {
  const url = URL.canParse(`ws://${text}/`) ? new URL(`ws://${text}/`) : null;
  if (url === null || `${url.username}${url.password}${url.search}${url.hash}` !== "")
    throw new RangeError("what a URL may have for a host");
  if (url.pathname !== "/" || /[/\\]/.test(text)) throw new RangeError("a host, and no path");
  return text;
};

const names: Reader<readonly string[]> = (text) => {
  const all = text.split(",");
  if (!all.every((name) => /^[!-+\--~]+$/.test(name)))
    throw new RangeError("names with commas between");
  return all;
};

const COMMON = {
  path: optional(path),
  protocols: optional(names),
  maxPayload: optional(wholeNumber(1, 2 ** 31 - 1)),
  handshakeSeconds: optional(seconds),
  closeSeconds: optional(seconds),
  pingSeconds: optional(seconds),
};
const SERVER = { ...COMMON, origins: optional(names) };
const CLIENT = { ...COMMON, hostHeader: optional(hostHeader) };

/** What carries it, and what is said of that. `names` are those that are ours. */
type Below = (
  description: Description,
  rest: readonly DescribedArgument[],
  names: readonly string[],
) => Description;

const overType =
  (type: string): Below =>
  (description, args, names) => ({
    ...description,
    type,
    args,
    onBehalfOf: { type: description.type, names },
  });

const asDescribed: Below = (description, [inner, more]) => {
  const { text, end } = description;
  if (inner === undefined || inner.name !== undefined)
    throw new InvalidDescriptionError("websocket needs the description of an endpoint", text, end);
  if (more !== undefined)
    throw new InvalidDescriptionError(
      "websocket takes one description, with a backslash before each of its colons",
      text,
      more.position,
    );
  return descriptionInArgument(description, inner);
};

/** Those arguments that are named in `parameters`, and the others. */
function divided(
  description: Description,
  parameters: Parameters,
): { readonly ours: Description; readonly rest: readonly DescribedArgument[] } {
  const isOurs = ({ name }: DescribedArgument): boolean => name !== undefined && name in parameters;
  const { args } = description;
  return {
    ours: { ...description, args: args.filter(isOurs) },
    rest: args.filter((argument) => !isOurs(argument)),
  };
}

function server(prefix: string, below: Below): IStreamServerEndpointStringParser {
  return {
    prefix,
    parseStreamServer: (reactor, description) => {
      const { ours, rest } = divided(description, SERVER);
      const values = readParameters(ours, SERVER);
      const adopting = capable(reactor, IReactorAdopting, description);
      const inner = serverFromDescription(reactor, below(description, rest, Object.keys(SERVER)));
      return new WebSocketServerEndpoint(adopting, inner, values);
    },
  };
}

function client(prefix: string, scheme: string, below: Below): IStreamClientEndpointStringParser {
  return {
    prefix,
    parseStreamClient: (reactor, description) => {
      const { ours, rest } = divided(description, CLIENT);
      const { path = "/", hostHeader, ...values } = readParameters(ours, CLIENT);
      const adopting = capable(reactor, IReactorAdopting, description);
      const inner = below(description, rest, Object.keys(CLIENT));
      const endpoint = clientFromDescription(reactor, inner);
      const url = `${scheme}://${hostHeader ?? authority(inner)}${path}`;
      return new WebSocketClientEndpoint(adopting, url, { ...values, endpoint });
    },
  };
}

/** Those that begin with a host and a port. */
const TO_HOSTS = ["tcp", "tcp6", "tls", "ssl", "socks5", "socks4a", "socks4"];

/** Host and port, as a URL has them; `localhost` where it is no such place. */
function authority({ text, type, args }: Description): string {
  if (!TO_HOSTS.includes(type.toLowerCase())) return "localhost";
  const others = args.filter(({ name }) => name === undefined);
  const named = (name: string): DescribedArgument | undefined =>
    args.find((each) => each.name === name) ?? others.shift();
  const [host, port] = [named("host"), named("port")];
  // Without them there would be no endpoint.
  if (host === undefined || port === undefined) return "localhost";
  // The zone of an address is of this host alone (RFC 6874).
  const name = host.value.includes(":") ? `[${host.value.replace(/%.*$/, "")}]` : host.value;
  try {
    return hostHeader(`${name}:${port.value}`);
  } catch {
    throw new InvalidDescriptionError(
      "no URL has such a host: say by hostHeader what the server is to be told",
      text,
      host.valuePosition,
    );
  }
}

/** Makes endpoints of both directions of a description. */
export type WebSocketParser = IStreamServerEndpointStringParser & IStreamClientEndpointStringParser;

function both(prefix: string, scheme: string, below: Below): WebSocketParser {
  const parser = { ...server(prefix, below), ...client(prefix, scheme, below) };
  registerEndpointParser(parser);
  return parser;
}

// Exported, since `package.json` names them: `twist` knows them unasked.
export const wsParser: WebSocketParser = both("ws", "ws", overType("tcp"));
export const wssParser: WebSocketParser = both("wss", "wss", overType("tls"));
export const websocketParser: WebSocketParser = both("websocket", "ws", asDescribed);
