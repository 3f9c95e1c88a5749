/** Which types of endpoints descriptions can name: those built in, those that a program adds, those of its packages. */
import type { Undo } from "../components/index.ts";
import type { IEnvironment } from "../net/index.ts";
import { builtInClients, builtInServers } from "./built-in.ts";
import type { Description } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";
import {
  endpointPlugins,
  GROUP,
  type ParserOf,
  pluginParser,
  type Side,
  sidesOf,
} from "./plugins.ts";

type Parser = IStreamServerEndpointStringParser | IStreamClientEndpointStringParser;

interface Known {
  readonly servers: Map<string, IStreamServerEndpointStringParser>;
  readonly clients: Map<string, IStreamClientEndpointStringParser>;
}
let all: Known | undefined;

/** Made when it is first asked for: see `built-in.ts`. */
function known(): Known {
  all ??= { servers: table(builtInServers()), clients: table(builtInClients()) };
  return all;
}

/**
 * Add a type: `parser` makes places to listen on, to connect to, or both, by the methods that it has. Gives what takes
 * it back. Throws `RangeError` where there is such a type.
 */
export function registerEndpointParser(parser: Parser): Undo {
  const tables: Map<string, Parser>[] = [];
  if ("parseStreamServer" in parser) tables.push(known().servers as Map<string, Parser>);
  if ("parseStreamClient" in parser) tables.push(known().clients as Map<string, Parser>);
  const prefix = parser.prefix.toLowerCase();
  for (const table of tables)
    if (table.has(prefix)) throw new RangeError(`there is a type "${prefix}" already`);
  for (const table of tables) table.set(prefix, parser);
  return () => {
    for (const table of tables) if (table.get(prefix) === parser) table.delete(prefix);
  };
}

/**
 * The parser for the type of `description`: one that is there, or one that a package adds to the program of `reactor`.
 * Throws `InvalidDescriptionError`, which lists what there is.
 */
export function serverParserFor(
  description: Description,
  reactor: object,
): IStreamServerEndpointStringParser {
  return find(known().servers, description, { side: "server", reactor });
}

export function clientParserFor(
  description: Description,
  reactor: object,
): IStreamClientEndpointStringParser {
  return find(known().clients, description, { side: "client", reactor });
}

/** One type of description, for lists. */
export interface EndpointType {
  readonly name: string;
  /** The package that adds it; null where it is built in or registered. */
  readonly package: string | null;
  /** Which directions it is for. */
  readonly sides: readonly Side[];
  /** Why a package's type cannot be used; null where it can. */
  readonly problem: string | null;
}

/** All types there are for a program. The packages that add some are loaded to see what theirs can do. */
export function endpointTypes(environment: IEnvironment): readonly EndpointType[] {
  const { servers, clients } = known();
  const names = new Set([...servers.keys(), ...clients.keys()]);
  const builtIn = [...names].map((name) => {
    const sides: readonly Side[] = ["server", "client"];
    const has = { server: servers.has(name), client: clients.has(name) };
    return { name, package: null, sides: sides.filter((side) => has[side]), problem: null };
  });
  const plugins = environment.plugins(GROUP);
  return [
    ...builtIn,
    ...plugins.map((plugin) => ({
      name: plugin.name,
      package: plugin.package,
      ...(names.has(plugin.name.toLowerCase())
        ? { sides: [], problem: "there is such a type already, which stays" }
        : sidesOf(plugins, plugin.name)),
    })),
  ];
}

function table<P extends Parser>(parsers: readonly P[]): Map<string, P> {
  return new Map(parsers.map((parser) => [parser.prefix, parser]));
}

function find<S extends Side, P>(
  parsers: ReadonlyMap<string, P>,
  description: Description,
  { side, reactor }: { readonly side: S; readonly reactor: object },
): P | ParserOf<S> {
  const { text, type, position } = description;
  const found = parsers.get(type.toLowerCase());
  if (found !== undefined) return found;
  const plugins = endpointPlugins(reactor);
  const added = pluginParser(plugins, description, side);
  if (added !== undefined) return added;
  const packages = plugins
    .filter(({ name }) => !parsers.has(name.toLowerCase()))
    .map(({ name, package: of }) => (of === "torsion" ? name : `${name} (of ${of})`));
  const names = [...parsers.keys(), ...packages].join(", ");
  const why = `no ${side} type "${type}"${hint(description, side)}; there is ${names}`;
  throw new InvalidDescriptionError(why, text, position);
}

/** What somebody may have meant. */
function hint({ text, type, args, position }: Description, side: Side): string {
  const [other, there] =
    side === "server"
      ? (["client", known().clients] as const)
      : (["server", known().servers] as const);
  if (there.has(type.toLowerCase())) return `, it is for a ${other} alone`;
  if (text.startsWith("//", position + type.length + 1)) return ", and a description is no URL";
  if (side === "server" && args.length === 0 && /^\d+$/.test(type)) return ` (tcp:${type}?)`;
  return "";
}
