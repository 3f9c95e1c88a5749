import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommandLine } from "./command-line.ts";

function parse(...argv: string[]) {
  let out = "";
  let err = "";
  const context = {
    version: "1.2.3",
    writeOut: (text: string) => {
      out += text;
    },
    writeErr: (text: string) => {
      err += text;
    },
  };
  try {
    return { options: parseCommandLine(argv, context), out, err };
  } catch {
    return { options: null, out, err };
  }
}

test("nothing said", () => {
  assert.deepEqual(parse().options, {
    names: [],
    jobs: 1,
    reporter: "summary",
    untilFailure: false,
    exitfirst: false,
    dryRun: false,
    coverage: false,
    watch: false,
  });
});

test("all said, names anywhere", () => {
  const { options } = parse("a", "-z", "7", "-x", "-j", "4", "b.C", "--reporter", "verbose", "-n");
  assert.deepEqual(options?.names, ["a", "b.C"]);
  assert.deepEqual([options?.random, options?.exitfirst, options?.jobs], [7, true, 4]);
  assert.deepEqual([options?.reporter, options?.dryRun], ["verbose", true]);
  assert.equal(parse("-o", "alphabetical").options?.order, "alphabetical");
});

test("what is wrong is one line that says so", () => {
  const wrong: [string[], RegExp][] = [
    [["--frob"], /^trial: unknown option '--frob'\n$/],
    [["-j", "0"], /^trial: .*'0' is invalid\. It is a whole number from 1 to 256\.\n$/],
    [["-z", "-1"], /^trial: .*'-1' is invalid.*\n$/],
    [["-z", "1.5"], /^trial: .*'1\.5' is invalid.*\n$/],
    [["-o", "best"], /^trial: .*Allowed choices are toptobottom, alphabetical\.\n$/],
    [["-o", "alphabetical", "-z", "1"], /^trial: .*cannot be used with.*\n$/],
    [["--watch", "-u"], /^trial: .*cannot be used with.*\n$/],
  ];
  for (const [argv, message] of wrong) assert.match(parse(...argv).err, message);
});

test("help explains names, and version is there", () => {
  const { out } = parse("--help");
  for (const word of ["--until-failure", "echo.EchoTest.testEcho", "Exit status", "Examples:"])
    assert.ok(out.includes(word), word);
  assert.equal(parse("--version").out, "1.2.3\n");
});
