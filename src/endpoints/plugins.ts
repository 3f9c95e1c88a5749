/**
 * Types of descriptions that installed packages add: each names them in its `package.json`, and a module that exports
 * their parsers.
 *
 * Rules: a module is loaded when its type is asked for, and never for a type that is there already; what is wrong with one
 * is told with its package, and concerns no other.
 */
import { IReactorEnvironment, type Plugin } from "../net/index.ts";
import { type Description, parseDescription } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import type {
  IStreamClientEndpointStringParser,
  IStreamServerEndpointStringParser,
} from "./parser.ts";

export const GROUP = "endpoints";

export type Side = "server" | "client";

export type ParserOf<S extends Side> = S extends "server"
  ? IStreamServerEndpointStringParser
  : IStreamClientEndpointStringParser;

const METHODS: Readonly<Record<Side, string>> = {
  server: "parseStreamServer",
  client: "parseStreamClient",
};

/** What packages add for the program that `reactor` is of. */
export function endpointPlugins(reactor: object): readonly Plugin[] {
  return IReactorEnvironment.providedBy(reactor) ? reactor.environment.plugins(GROUP) : [];
}

/**
 * The parser that one of `plugins` has for the type of `description`; undefined where none says it has. Throws
 * `InvalidDescriptionError` where two packages do, or it cannot be loaded.
 */
export function pluginParser<S extends Side>(
  plugins: readonly Plugin[],
  description: Description,
  side: S,
): ParserOf<S> | undefined {
  const type = description.type.toLowerCase();
  const [plugin, ...others] = plugins.filter(({ name }) => name.toLowerCase() === type);
  if (plugin === undefined) return undefined;
  if (others.length > 0) {
    const packages = [plugin, ...others].map((one) => one.package).join(" and ");
    throw wrong(description, `"${type}" is a type of ${packages}: use one of them`);
  }
  const parsers = load(plugin, description).filter((one) => one.prefix.toLowerCase() === type);
  const found = parsers.find((one) => typeof one[METHODS[side]] === "function");
  if (found !== undefined) return found as unknown as ParserOf<S>;
  const why =
    parsers.length === 0
      ? "no parser of that name is exported"
      : `it is for ${side === "server" ? "clients" : "servers"} alone`;
  throw wrong(
    description,
    `the package ${plugin.package} has no ${side} of type "${type}": ${why}`,
  );
}

/** For lists: what the type `name` of one of `plugins` is for, or what is wrong with it. */
export function sidesOf(
  plugins: readonly Plugin[],
  name: string,
): { readonly sides: readonly Side[]; readonly problem: string | null } {
  const problems: string[] = [];
  const sides = (["server", "client"] as const).filter((side) => {
    try {
      return pluginParser(plugins, parseDescription(`${name}:`), side) !== undefined;
    } catch (thrown) {
      const [message = ""] = (thrown as Error).message.split("\n");
      problems.push(message.replace("invalid endpoint description: ", ""));
      return false;
    }
  });
  return { sides, problem: sides.length > 0 ? null : (problems[0] ?? null) };
}

function wrong(
  { text, position }: Description,
  why: string,
  options?: ErrorOptions,
): InvalidDescriptionError {
  return new InvalidDescriptionError(why, text, position, options);
}

type Exported = Readonly<Record<string, unknown>> & { readonly prefix: string };

/** Each parser that the module exports, as its default or under a name. */
function load(plugin: Plugin, description: Description): Exported[] {
  let module: unknown;
  try {
    module = plugin.load();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    throw wrong(description, error.message, { cause: error.cause ?? error });
  }
  return [module, ...Object.values(Object(module) as object)].filter(isParser);
}

function isParser(value: unknown): value is Exported {
  return typeof (Object(value) as Partial<Exported>).prefix === "string";
}
