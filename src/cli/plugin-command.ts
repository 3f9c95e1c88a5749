/**
 * A service maker as a command with options of its own.
 *
 * One option is common to all that listen: who declares `--listen` is also given `--port`, or `-p`, the
 * short way to say `--listen tcp:PORT`.
 */
import { Command } from "commander";
import {
  type IServiceMaker,
  type OptionSpec,
  type ServiceOptions,
  UsageError,
} from "../application/index.ts";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import { declaredArgument, declaredOption, negatedOption, valueWord } from "./declared-option.ts";
import {
  type Elsewhere,
  RANKS,
  type Resolved,
  resolveOptions,
  valuesOf,
} from "./resolve-options.ts";

const PORT: OptionSpec = {
  name: "port",
  short: "p",
  value: "port",
  help: "the same as --listen tcp:<port>",
  parse: portNumber,
};

/** `run` is given what the command line, the environment and the config file say. */
export function pluginCommand(
  maker: Omit<IServiceMaker, "makeService">,
  elsewhere: Elsewhere,
  run: (options: ServiceOptions) => Promise<void>,
): Command {
  const { tapname, description, options, arguments: places = [] } = maker;
  const specs = wantsPort(options) ? [...options, PORT] : options;
  const command = new Command(tapname).description(description);
  for (const spec of specs) addOption(command, spec);
  if (specs !== options) command.options.find(isPort)?.conflicts("listen");
  for (const place of places) command.addArgument(declaredArgument(place));
  if (places.some(({ verbatim }) => verbatim)) command.passThroughOptions();
  return command.action(async () => {
    elsewhere.section?.check(specs.map(({ name }) => name));
    const resolved = resolveOptions(command, specs, elsewhere);
    const given = specs === options ? resolved : withPort(resolved);
    const own = valuesOf(given);
    for (const [index, { name }] of places.entries()) {
      const value: unknown = command.processedArgs[index];
      if (value !== undefined) own[name] = value;
    }
    checkTogether(maker, own);
    await naming(given, () => run(own));
  });
}

/** An option; for a flag, what takes it back as well. */
export function addOption(command: Command, spec: OptionSpec): void {
  // Whether it was given is known when the environment and the config file have been asked, too.
  command.addOption(declaredOption({ ...spec, required: false }));
  const taken = command.options.some(({ long }) => long === `--no-${spec.name}`);
  if (valueWord(spec) === undefined && !taken) command.addOption(negatedOption(spec));
}

/** A plugin that has a use of its own for these names keeps them. */
function wantsPort(options: readonly OptionSpec[]): boolean {
  const taken = options.some(({ name, short }) => name === "port" || short === "p");
  return !taken && options.some(({ name }) => name === "listen");
}

function isPort({ long }: { long?: string }): boolean {
  return long === "--port";
}

/** Of the two the one counts that was said nearer to the command line. */
function withPort(resolved: ReadonlyMap<string, Resolved>): ReadonlyMap<string, Resolved> {
  const all = new Map(resolved);
  const port = all.get("port");
  if (port === undefined) return all;
  all.delete("port");
  const listen = all.get("listen");
  if (listen !== undefined && listen.rank > port.rank) return all;
  if (listen?.rank === port.rank && port.rank !== RANKS.default)
    throw new UsageError(`${port.from}: it cannot be used with ${listen.from}: it is the same`);
  return all.set("listen", { ...port, value: `tcp:${port.value}` });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RangeError("A port is a whole number from 0 to 65535.");
}

/** Errors of a language that tells a typing mistake by them are the plugin's own. */
const BUGS: readonly unknown[] = [TypeError, ReferenceError, SyntaxError];

function checkTogether(maker: Pick<IServiceMaker, "postOptions">, options: ServiceOptions): void {
  try {
    maker.postOptions?.(options);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (BUGS.includes(error.constructor) || error instanceof UsageError) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** A description that turns out to be wrong is told with where it comes from. */
async function naming(
  options: ReadonlyMap<string, Resolved>,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    if (!(thrown instanceof InvalidDescriptionError)) throw thrown;
    const source = [...options.values()].find(({ value }) => value === thrown.description)?.from;
    if (source === undefined) throw thrown;
    throw new UsageError(`${source}: ${thrown.message}`, { cause: thrown });
  }
}
