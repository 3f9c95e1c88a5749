/**
 * A service maker as a command with options of its own.
 *
 * One option is common to all that listen: who declares `--listen` is also given `--port`, or `-p`, the
 * short way to say `--listen tcp:PORT`.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { IServiceMaker, OptionSpec, ServiceOptions } from "../application/index.ts";
import { declaredOption } from "./declared-option.ts";

export function pluginCommand(
  { tapname, description, options }: IServiceMaker,
  run: (options: ServiceOptions) => Promise<void>,
): Command {
  const command = new Command(tapname).description(description);
  for (const option of options) command.addOption(declaredOption(option));
  if (!wantsPort(options)) return command.action(() => run(command.opts()));
  command.addOption(
    new Option("-p, --port <port>", "the same as --listen tcp:<port>")
      .conflicts("listen")
      .argParser(portNumber),
  );
  return command.action(() => {
    const { port, ...given } = command.opts<Record<string, unknown>>();
    return run(port === undefined ? given : { ...given, listen: `tcp:${port}` });
  });
}

/** A plugin that has a use of its own for these names keeps them. */
function wantsPort(options: readonly OptionSpec[]): boolean {
  const taken = options.some(({ name, short }) => name === "port" || short === "p");
  return !taken && options.some(({ name }) => name === "listen");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
}
