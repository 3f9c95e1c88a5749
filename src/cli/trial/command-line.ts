/** What may be typed after `trial`. */
import { Command, InvalidArgumentError, Option } from "commander";

export interface TrialOptions {
  readonly names: readonly string[];
  readonly order?: "alphabetical" | "toptobottom";
  /** A seed; 0 for any. */
  readonly random?: number;
  readonly untilFailure: boolean;
  readonly exitfirst: boolean;
  readonly jobs: number;
  readonly dryRun: boolean;
  readonly reporter: string;
  readonly coverage: boolean;
  readonly watch: boolean;
}

export interface CommandLineContext {
  readonly version: string;
  writeOut(text: string): void;
  writeErr(text: string): void;
}

/** The reporters that are ours; any other is Node's. */
export const OUR_REPORTERS: readonly string[] = ["summary", "verbose"];
const LARGEST_SEED = 2 ** 53 - 1;
const MOST_JOBS = 256;

const HELP_AFTER = `
Names:
  test/echo.test.js            a file
  test                         all test files in a folder; without a name, in this one
  echo                         each test file of that name, wherever it is
  echo.EchoTest                a class in it
  echo.EchoTest.testEcho       one test of the class
  EchoTest.testEcho            the same, whichever file it is in

Examples:
  trial --random 0 --until-failure echo
  trial --jobs 4 --reporter verbose test
  trial --coverage test

Exit status: 0 all passed, 1 something failed or was interrupted, 2 the command line is wrong.`;

/** Throws commander's errors, having said what is wrong. */
export function parseCommandLine(
  argv: readonly string[],
  context: CommandLineContext,
): TrialOptions {
  const program = new Command("trial")
    .description("Run tests: TestCase classes, and whatever else a file registers with node:test.")
    .version(context.version)
    .argument("[name...]", "files, folders, classes or tests")
    .addOption(
      new Option("-o, --order <order>", "in which the tests of a class, and the files, are run")
        .choices(["toptobottom", "alphabetical"])
        .conflicts("random"),
    )
    .option(
      "-z, --random <seed>",
      "shuffle files, classes and tests; 0 picks a seed and says which",
      wholeNumber(0, LARGEST_SEED),
    )
    .option("-u, --until-failure", "run again and again until something fails")
    .option("-x, --exitfirst", "stop after the first test that fails")
    .option(
      "-j, --jobs <number>",
      "run so many files side by side, each in a process of its own",
      wholeNumber(1, MOST_JOBS),
      1,
    )
    .option("-n, --dry-run", "only say which tests there are")
    .option(
      "--reporter <name>",
      "summary, verbose, or one of node --test: spec, tap, dot, junit, lcov, or a module",
      "summary",
    )
    .option("--coverage", "say which lines were run (node --test does)")
    .addOption(
      new Option("--watch", "run again whenever a file changes (node --test does)").conflicts([
        "untilFailure",
      ]),
    )
    .addHelpText("after", HELP_AFTER)
    .configureOutput({
      writeOut: context.writeOut,
      writeErr: context.writeErr,
      outputError: (text, write) => write(text.replace(/^error: /, "trial: ")),
    })
    .exitOverride();
  program.parse([...argv], { from: "user" });
  const off = {
    untilFailure: false,
    exitfirst: false,
    dryRun: false,
    coverage: false,
    watch: false,
  };
  return {
    ...off,
    ...program.opts<Omit<TrialOptions, "names" | keyof typeof off>>(),
    names: program.args,
  };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    return number;
  };
}
