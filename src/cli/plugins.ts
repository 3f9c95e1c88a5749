/**
 * The programs that `twist` knows by name: those that are built in, and those that packages add by naming them in their
 * `package.json`: `"torsion": { "twist": { "pigeon": "./dist/pigeon.js" } }`.
 *
 * Rules: nothing is loaded but what is asked for; what is wrong with one does no harm to the others (P1); a package
 * cannot take a name that is built in.
 */
import type { IEnvironment, Plugin } from "../net/index.ts";
import { LoadError } from "./errors.ts";
import { exportedMaker, type ProgramMaker } from "./exported-maker.ts";
import { placeIn } from "./load-file.ts";

const GROUP = "twist";
const OURS = "torsion";

/** In the order in which help shows them; each is one of the examples, so that what runs can be read. */
const BUILT_IN: Readonly<Record<string, string>> = {
  chat: "torsion/examples/chat",
  echo: "torsion/examples/echo",
  portforward: "torsion/examples/port-forward",
  procmon: "torsion/examples/process-monitor",
  socks: "torsion/examples/socks",
};

/** Something that can be run by its name. */
export interface Program {
  readonly name: string;
  /** The package that it comes from; null where it is built in. */
  readonly package: string | null;
  /** Rejects with a `LoadError` that says what is wrong. */
  load(): Promise<ProgramMaker>;
}

export interface Programs {
  readonly programs: readonly Program[];
  /** What packages add and cannot be used, a sentence each. */
  readonly problems: readonly string[];
}

/** @param commands names that `twist` has a use of its own for. */
export function findPrograms(environment: IEnvironment, commands: readonly string[]): Programs {
  const programs: Program[] = Object.entries(BUILT_IN).map(([name, module]) => ({
    name,
    package: null,
    load: async () => ((await import(module)) as { default: ProgramMaker }).default,
  }));
  const problems: string[] = [];
  const added = new Map<string, Plugin[]>();
  for (const plugin of environment.plugins(GROUP)) {
    const { name } = plugin;
    if (commands.includes(name) || Object.hasOwn(BUILT_IN, name))
      problems.push(
        `${name} of the package ${plugin.package}: twist has one of its own, which stays`,
      );
    else if (!/^[a-z0-9][\w.-]*$/i.test(name))
      problems.push(
        `${JSON.stringify(name)} of the package ${plugin.package}: that is no name for a program`,
      );
    else added.set(name, [...(added.get(name) ?? []), plugin]);
  }
  for (const [name, plugins] of added) programs.push(programOf(name, plugins));
  return { programs, problems };
}

function programOf(name: string, plugins: readonly Plugin[]): Program {
  const packages = plugins.map((plugin) => plugin.package);
  return {
    name,
    package: packages.join(", "),
    load: async () => {
      if (plugins.length > 1)
        throw new LoadError(
          `${name} is a program of ${packages.join(" and ")}: one of them has to go`,
        );
      return loadProgram(plugins[0]!);
    },
  };
}

function loadProgram(plugin: Plugin): ProgramMaker {
  const module = loadModule(plugin);
  const where = `${GROUP}.${plugin.name} of the package ${plugin.package}`;
  const maker = exportedMaker(where, Object(module) as Record<string, unknown>, plugin.name);
  // What it is called is what the package says, as help and the log say it, too.
  return {
    ...maker,
    tapname: plugin.name,
    description: maker.description === where ? `a program of ${plugin.package}` : maker.description,
  };
}

/** Throws `LoadError`, with the file and the line where it is known. */
export function loadModule(plugin: Plugin): unknown {
  try {
    return plugin.load();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const cause = error.cause ?? error;
    throw new LoadError(`${error.message}${placeIn(cause)}`, { cause });
  }
}

/** For lists: where something comes from, if that is not this package. */
export function origin(of: string | null): string {
  return of === null || of === OURS ? "" : ` (of ${of})`;
}
