import assert from "node:assert/strict";
import { test } from "node:test";
import { CommanderError } from "commander";
import { type OptionSpec, Service } from "../application/index.ts";
import { pluginCommand } from "./plugin-command.ts";

const listen: OptionSpec = { name: "listen", value: "endpoint", default: "tcp:1", help: "" };

/** The options that the service would be made with, or what is wrong with the arguments. */
async function read(options: readonly OptionSpec[], ...args: string[]): Promise<unknown> {
  let given: unknown;
  const maker = { tapname: "x", description: "", options, makeService: () => new Service() };
  const command = pluginCommand(maker, async (all) => {
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

test("--port is short for --listen tcp:PORT", async () => {
  assert.deepEqual(await read([listen]), { listen: "tcp:1" });
  assert.deepEqual(await read([listen], "-p", "8123"), { listen: "tcp:8123" });
  assert.deepEqual(await read([listen], "--port=0"), { listen: "tcp:0" });
  for (const bad of ["65536", "-1", "http", "", "1.5", "1:interface=::1"])
    assert.match(
      String(await read([listen], `--port=${bad}`)),
      /is a whole number from 0 to 65535/,
    );
  assert.match(String(await read([listen], "-p", "1", "--listen", "tcp:2")), /cannot be used with/);
});

test("there is no --port where nobody listens, and a plugin may have its own", async () => {
  assert.match(String(await read([], "-p", "1")), /unknown option '-p'/);
  const own: OptionSpec = { name: "peer", short: "p", value: "host", help: "" };
  assert.deepEqual(await read([listen, own], "-p", "x"), { listen: "tcp:1", peer: "x" });
});
