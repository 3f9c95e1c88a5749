/**
 * The reactor that `--reactor` names: Node's, or one that a package adds, `"torsion": { "reactors": { "uv": "./dist/uv.js" } }`.
 *
 * A package's module exports, as its default or as `reactor`, a reactor, or a function that gives one or a promise of one.
 */
import { type OptionSpec, type ServiceReactor, UsageError } from "../application/index.ts";
import { IReactorCore } from "../net/index.ts";
import { LoadError } from "./errors.ts";
import { loadModule, origin } from "./plugins.ts";
import { suggestion } from "./suggestion/index.ts";
import type { TwistContext } from "./twist.ts";

const GROUP = "reactors";
const BUILT_IN = "node";

export const REACTOR_OPTION: OptionSpec = {
  name: "reactor",
  value: "reactor",
  default: BUILT_IN,
  help: "what runs the program; twist --list names those that packages add",
};

/** What it is called, and the package that it comes from; null where it is built in. */
export interface ReactorChoice {
  readonly name: string;
  readonly package: string | null;
}

export function reactorChoices({ environment }: TwistContext): readonly ReactorChoice[] {
  const added = environment.plugins(GROUP).filter(({ name }) => name !== BUILT_IN);
  return [{ name: BUILT_IN, package: null }, ...added];
}

/** Rejects with `UsageError` where there is none of that name, and `LoadError`. */
export async function chooseReactor(context: TwistContext, name: string): Promise<ServiceReactor> {
  if (name === BUILT_IN) return context.reactor();
  const [plugin, ...others] = context.environment
    .plugins(GROUP)
    .filter((candidate) => candidate.name === name);
  if (plugin === undefined) {
    const choices = reactorChoices(context);
    const names = choices.map((choice) => `${choice.name}${origin(choice.package)}`);
    const meant = suggestion(
      name,
      choices.map((choice) => choice.name),
    );
    throw new UsageError(`no reactor "${name}"${meant}; there is ${names.join(", ")}`);
  }
  if (others.length > 0) {
    const packages = [plugin, ...others].map((one) => one.package).join(" and ");
    throw new LoadError(`${name} is a reactor of ${packages}: one of them has to go`);
  }
  const module = Object(loadModule(plugin)) as Readonly<Record<string, unknown>>;
  const exported = module.default ?? module.reactor;
  const reactor: unknown = typeof exported === "function" ? await exported() : exported;
  if (IReactorCore.providedBy(reactor)) return reactor as ServiceReactor;
  throw new LoadError(
    `${GROUP}.${name} of the package ${plugin.package} is no reactor: export default a function that gives one`,
  );
}
