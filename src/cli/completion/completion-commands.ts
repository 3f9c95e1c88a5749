/**
 * `twist completion SHELL`, which prints a script, and `twist __complete`, which that script asks.
 *
 * Rule: whatever goes wrong while somebody types, nothing is printed but candidates.
 */
import { Argument, Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import type { TwistContext } from "../twist.ts";
import { candidates } from "./candidates.ts";
import { SCRIPTS } from "./scripts.ts";

const HOW = `
Examples:
  bash:  source <(twist completion bash)         for good: in ~/.bashrc
  zsh:   source <(twist completion zsh)          for good: in ~/.zshrc, after compinit
  fish:  twist completion fish | source          for good: in
         ~/.config/fish/completions/twist.fish`;

export function completionCommands(context: TwistContext, line: CommandLine): readonly Command[] {
  const { stdout } = context;
  return [
    new Command("completion")
      .description("print a script by which a shell completes what is typed after twist")
      .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)))
      .addHelpText("after", HOW)
      .action((shell: string) => void stdout.write(SCRIPTS[shell]!)),
    new Command("__complete")
      .description("what may stand in the place of the last word")
      .argument("[words...]")
      .passThroughOptions()
      .allowUnknownOption()
      .helpOption(false)
      .action(async (words: string[]) => {
        const { files, words: found } = await candidates(context, line, words);
        const lines = found.map(({ word, help }) => `${word}\t${help}\n`);
        stdout.write(`${files}\n${lines.join("")}`);
      }),
  ];
}
