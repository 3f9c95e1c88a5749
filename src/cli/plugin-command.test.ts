import assert from "node:assert/strict";
import { test } from "node:test";
import { CommanderError } from "commander";
import { type ArgumentSpec, type OptionSpec, Service, UsageError } from "../application/index.ts";
import { pluginCommand } from "./plugin-command.ts";

const listen: OptionSpec = { name: "listen", value: "endpoint", default: "tcp:1", help: "" };

const nowhere = { variable: () => undefined, variableFor: () => undefined, section: null };

/** The options that the service would be made with, or what is wrong with the arguments. */
async function read(options: readonly OptionSpec[], ...args: string[]): Promise<unknown> {
  let given: unknown;
  const maker = { tapname: "x", description: "", options, makeService: () => new Service() };
  const command = pluginCommand(maker, nowhere, async (all) => {
    given = all;
  });
  command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (thrown) {
    assert.ok(thrown instanceof CommanderError);
    return thrown.message;
  }
  return given;
}

test("options have the names that the plugin gave them, and their defaults", async () => {
  const options: OptionSpec[] = [
    { name: "idle-seconds", short: "i", value: "n", help: "", parse: Number, default: 5 },
    { name: "quiet", help: "" },
  ];
  assert.deepEqual(await read(options), { "idle-seconds": 5 });
  assert.deepEqual(await read(options, "-i", "7", "--quiet"), { "idle-seconds": 7, quiet: true });
});

test("what the plugin's own parse throws is the user's mistake, and shown", async () => {
  const parse = (): never => {
    throw new RangeError("no number I know");
  };
  const message = await read([{ name: "n", value: "n", help: "", parse }], "--n", "x");
  assert.match(String(message), /option '--n <n>' argument 'x' is invalid\. no number I know/);
});

test("an option that is required has to be given", async () => {
  const options: OptionSpec[] = [{ name: "to", value: "endpoint", required: true, help: "" }];
  assert.match(String(await read(options)), /required option '--to <endpoint>' not specified/);
  assert.deepEqual(await read(options, "--to", "x"), { to: "x" });
});

test("what has to be given stands in the usage", () => {
  const options: OptionSpec[] = [
    { name: "to", value: "endpoint", required: true, help: "" },
    { name: "quiet", help: "" },
  ];
  const places = [
    { name: "file", help: "" },
    { name: "more", help: "", required: false, multiple: true },
  ];
  const maker = { tapname: "x", description: "", options };
  const usage = (all: object): string =>
    pluginCommand({ ...maker, ...all }, nowhere, async () => {}).usage();
  assert.equal(usage({}), "--to <endpoint> [options]");
  assert.equal(usage({ arguments: places }), "--to <endpoint> [options] <file> [more...]");
  assert.equal(usage({ options: [] }), "[options]");
});

test("--port is short for --listen tcp:PORT", async () => {
  assert.deepEqual(await read([listen]), { listen: "tcp:1" });
  assert.deepEqual(await read([listen], "-p", "8123"), { listen: "tcp:8123" });
  assert.deepEqual(await read([listen], "--port=0"), { listen: "tcp:0" });
  for (const bad of ["65536", "-1", "http", "", "1.5", "1:interface=::1"])
    assert.match(
      String(await read([listen], `--port=${bad}`)),
      /has to be a whole number from 0 to 65535/,
    );
  assert.match(String(await read([listen], "-p", "1", "--listen", "tcp:2")), /cannot be used with/);
});

test("there is no --port where nobody listens, and a plugin may have its own", async () => {
  assert.match(String(await read([], "-p", "1")), /unknown option '-p'/);
  const own: OptionSpec = { name: "peer", short: "p", value: "host", help: "" };
  assert.deepEqual(await read([listen, own], "-p", "x"), { listen: "tcp:1", peer: "x" });
});

test("P5: arguments are known by their place, and there are as many as were declared; what is verbatim takes options of others with it", async () => {
  const places: ArgumentSpec[] = [
    { name: "command", help: "", verbatim: true },
    { name: "words", multiple: true, required: false, help: "" },
  ];
  const read = async (args: string[], all: readonly ArgumentSpec[] = places): Promise<unknown> => {
    let given: unknown;
    const maker = { tapname: "x", description: "", options: [{ name: "quiet", help: "" }] };
    const command = pluginCommand({ ...maker, arguments: all }, nowhere, async (own) => {
      given = own;
    });
    command
      .enablePositionalOptions()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    return command.parseAsync(args, { from: "user" }).then(
      () => given,
      (error: Error) => error.message,
    );
  };
  const ls = { quiet: true, command: "ls", words: ["-l", "--quiet"] };
  assert.deepEqual(await read(["--quiet", "ls", "-l", "--quiet"]), ls);
  assert.match(String(await read([])), /missing required argument 'command'/);
  const size: ArgumentSpec[] = [{ name: "size", help: "", parse: Number, default: 3 }];
  assert.deepEqual(await read(["--quiet"], size), { quiet: true, size: 3 });
  assert.deepEqual(await read(["4", "--quiet"], size), { quiet: true, size: 4 });
  assert.match(String(await read(["4", "5"], size)), /too many arguments/);
});

test("P5: postOptions looks at all of them before anything is run", async () => {
  const check = (thrown: unknown) => {
    const postOptions = (): never => {
      throw thrown;
    };
    const maker = { tapname: "x", description: "", options: [], postOptions };
    const run = async (): Promise<void> => assert.fail("ran");
    return pluginCommand(maker, nowhere, run).parseAsync([], { from: "user" });
  };
  await assert.rejects(check(new Error("no")), { name: "UsageError", message: "no" });
  await assert.rejects(check(new UsageError("no")), { name: "UsageError", message: "no" });
  await assert.rejects(check(new TypeError("mistake")), { name: "TypeError" });
});
