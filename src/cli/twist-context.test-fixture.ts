/** A twist whose world is in memory. */
import { PassThrough } from "node:stream";
import { utf8 } from "../bytes/index.ts";
import { type MemoryEnvironment, MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import type { TwistContext } from "./twist.ts";

export interface MemoryTwist {
  readonly context: TwistContext;
  /** Its variables, files and plugins. */
  readonly surroundings: MemoryEnvironment;
  /** What it said since it was last asked. */
  out(): string;
  err(): string;
  reactors(): number;
}

export function memoryTwist(
  argv: readonly string[],
  {
    variables = {},
    files = {},
    plugins = [],
  }: {
    variables?: Readonly<Record<string, string>>;
    files?: Readonly<Record<string, string | object>>;
    /** Each a module, in a package that is called after it. */
    plugins?: readonly {
      group: string;
      name: string;
      package?: string;
      module: unknown;
    }[];
  } = {},
): MemoryTwist {
  const stdout = new PassThrough({ encoding: "utf8" });
  const stderr = new PassThrough({ encoding: "utf8" });
  const network = new MemoryNetwork();
  const surroundings = network.environment("a");
  for (const [name, value] of Object.entries(variables)) surroundings.variables.set(name, value);
  for (const [path, content] of Object.entries(files))
    surroundings.files.set(
      path,
      utf8(typeof content === "string" ? content : JSON.stringify(content)),
    );
  for (const { group, name, package: of = `torsion-${name}`, module } of plugins)
    surroundings.plugins.push({
      group,
      name,
      package: of,
      load: () => {
        if (module instanceof Error) throw module;
        return module;
      },
    });
  let reactors = 0;
  return {
    context: {
      argv,
      version: "1.2.3",
      stdout,
      stderr,
      environment: reactorOn(network.host("a")).environment,
      reactor: () => {
        reactors += 1;
        return reactorOn(network.host("a"));
      },
    },
    surroundings,
    out: () => String(stdout.read() ?? ""),
    err: () => String(stderr.read() ?? ""),
    reactors: () => reactors,
  };
}
