/** The options of `twist` itself, which stand before the program, and what they come to. */
import type { Command } from "commander";
import type { OptionSpec, ServiceOptions } from "../application/index.ts";
import type { IEnvironment } from "../net/index.ts";
import { REACTOR_OPTION } from "./choose-reactor.ts";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { FEATURES } from "./features.ts";
import { LOG_OPTIONS } from "./log-observer.ts";
import { resolveOptions, valuesOf, variableName } from "./resolve-options.ts";

const CONFIG: OptionSpec = {
  name: "config",
  value: "file",
  help: "take options from a file of JSON as well",
};

export const TWIST_OPTIONS: readonly OptionSpec[] = [
  CONFIG,
  REACTOR_OPTION,
  ...LOG_OPTIONS.map((option) => ({ group: "Log", ...option })),
  ...FEATURES.flatMap(({ options }) => options),
];

/** What the variables of twist's own options are called: no program's option takes one of these. */
export const TWIST_VARIABLES: ReadonlySet<string> = new Set(
  TWIST_OPTIONS.map(({ name }) => variableName(name)),
);

export interface TwistSettings {
  readonly options: ServiceOptions;
  /** `null` where no file was named. */
  readonly config: ConfigFile | null;
}

/** @param programs the sections that the config file may have. Throws `UsageError`. */
export function twistSettings(
  command: Command,
  environment: IEnvironment,
  programs: readonly string[],
): TwistSettings {
  const elsewhere = {
    variable: (name: string) => environment.variable(name),
    variableFor: ({ name }: OptionSpec) => variableName(name),
    section: null,
  };
  const file = resolveOptions(command, [CONFIG], elsewhere).get(CONFIG.name);
  const config = file === undefined ? null : readConfigFile(String(file.value), environment);
  const names = TWIST_OPTIONS.filter((option) => option !== CONFIG).map(({ name }) => name);
  const section = config?.own(programs, names) ?? null;
  section?.check(names);
  const options = valuesOf(resolveOptions(command, TWIST_OPTIONS, { ...elsewhere, section }));
  return { options, config };
}
