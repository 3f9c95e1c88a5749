/** What `twist` can do besides running a program. */
import type { Command } from "commander";
import { inspectCommand } from "./inspect/index.ts";
import { unitCommand } from "./systemd/index.ts";
import type { TwistContext } from "./twist.ts";

/** Each makes one command of `twist`, with its action. */
export const COMMANDS: readonly ((context: TwistContext) => Command)[] = [
  (context) => unitCommand(context),
  inspectCommand,
];
