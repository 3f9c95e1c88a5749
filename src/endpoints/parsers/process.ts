/**
 * `process:/usr/bin/ssh:host:some-command`: the executable and its arguments, by place; then what it is run with, by name.
 *
 * What has a `=` and begins with a `-` is an argument, `--color=never`. The child's environment is what is said here:
 * `inherit=PATH,HOME` takes variables of our own, `env.LANG=C` sets one.
 */
import {
  type IEnvironment,
  IReactorEnvironment,
  IReactorProcess,
  type IReactorTime,
} from "../../net/index.ts";
import type { AdoptsSockets } from "../adopting-reactor.ts";
import type { Description } from "../description.ts";
import { optional, readParameters, required, seconds, wholeNumber } from "../parameters.ts";
import { capable, type IStreamClientEndpointStringParser } from "../parser.ts";
import { ProcessEndpoint, StandardErrorBehavior } from "../process-endpoint.ts";

const ID = wholeNumber(0, 2 ** 32 - 2);
const BEHAVIORS: readonly StandardErrorBehavior[] = Object.values(StandardErrorBehavior);

const text = (argument: string): string => {
  if (argument === "") throw new RangeError("a path or a name");
  return argument;
};

const parameters = {
  executable: required(text),
  path: optional(text),
  stderr: optional((argument) => {
    const found = BEHAVIORS.find((behavior) => behavior === argument);
    if (found === undefined) throw new RangeError(BEHAVIORS.join(" or "));
    return found;
  }),
  inherit: optional((argument) => argument.split(",").filter((name) => name !== "")),
  closeSeconds: optional(seconds),
  uid: optional(ID),
  gid: optional(ID),
};

/** Where names of variables begin. */
const VARIABLE = "env.";

export const processClient: IStreamClientEndpointStringParser = {
  prefix: "process",
  parseStreamClient: (reactor, description) => {
    const { args, variables, rest } = takeApart(description);
    const { executable, inherit, stderr, ...options } = readParameters(rest, parameters);
    const processes = capable(reactor, IReactorProcess, description);
    const env: Record<string, string> = {};
    if (inherit !== undefined) {
      const { environment } = capable(reactor, IReactorEnvironment, description);
      for (const name of inherit) take(environment, name, env);
    }
    return new ProcessEndpoint(
      processes as IReactorProcess & IReactorTime & AdoptsSockets,
      executable,
      [executable, ...args],
      {
        ...options,
        env: { ...env, ...variables },
        ...(stderr !== undefined && { errFlag: stderr }),
      },
    );
  },
};

function take(environment: IEnvironment, name: string, env: Record<string, string>): void {
  const value = environment.variable(name);
  if (value !== undefined) env[name] = value;
}

interface Parts {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** What is left: the executable, and what has a name. */
  readonly rest: Description;
}

function takeApart(description: Description): Parts {
  const args: string[] = [];
  const variables: Record<string, string> = {};
  const named = description.args.some(({ name }) => name === "executable");
  let hasExecutable = named;
  const rest = description.args.filter((argument) => {
    const { name, value } = argument;
    if (name?.startsWith(VARIABLE)) variables[name.slice(VARIABLE.length)] = value;
    else if (name?.startsWith("-")) args.push(`${name}=${value}`);
    else if (name === undefined && hasExecutable) args.push(value);
    else {
      if (name === undefined) hasExecutable = true;
      return true;
    }
    return false;
  });
  return { args, variables, rest: { ...description, args: rest } };
}
