/** Which types of endpoints descriptions can name: those that are built in, and those that a program has added. */
import type { Undo } from "../components/index.ts";
import { builtInClients, builtInServers } from "./built-in.ts";
import type { Description } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";

type Parser = IStreamServerEndpointStringParser | IStreamClientEndpointStringParser;

const servers = table(builtInServers);
const clients = table(builtInClients);

/**
 * Add a type: `parser` makes places to listen on, to connect to, or both, by the methods that it has. Gives what takes
 * it back. Throws `RangeError` where there is such a type.
 */
export function registerEndpointParser(parser: Parser): Undo {
  const tables: Map<string, Parser>[] = [];
  if ("parseStreamServer" in parser) tables.push(servers as Map<string, Parser>);
  if ("parseStreamClient" in parser) tables.push(clients as Map<string, Parser>);
  const prefix = parser.prefix.toLowerCase();
  for (const known of tables)
    if (known.has(prefix)) throw new RangeError(`there is a type "${prefix}" already`);
  for (const known of tables) known.set(prefix, parser);
  return () => {
    for (const known of tables) if (known.get(prefix) === parser) known.delete(prefix);
  };
}

/** Throws `InvalidDescriptionError`, which lists what there is. */
export function serverParserFor(description: Description): IStreamServerEndpointStringParser {
  return find(servers, description, "server");
}

export function clientParserFor(description: Description): IStreamClientEndpointStringParser {
  return find(clients, description, "client");
}

function table<P extends Parser>(parsers: readonly P[]): Map<string, P> {
  return new Map(parsers.map((parser) => [parser.prefix, parser]));
}

function find<P>(
  known: ReadonlyMap<string, P>,
  { text, type }: Description,
  side: "server" | "client",
): P {
  const found = known.get(type.toLowerCase());
  if (found !== undefined) return found;
  const names = [...known.keys()].join(", ");
  throw new InvalidDescriptionError(`no ${side} type "${type}"; there is ${names}`, text, 0);
}
