import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork, type MemoryPlugin } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { parseDescription } from "./description.ts";
import type { InvalidDescriptionError } from "./errors.ts";
import { clientFromString, serverFromString } from "./from-string.ts";
import { endpointPlugins, pluginParser } from "./plugins.ts";
import { registerEndpointParser } from "./registry.ts";

const server = { listen: () => assert.fail("only parsed") };
const client = { connect: () => assert.fail("only parsed") };
const both = (prefix: string) => ({
  prefix,
  parseStreamServer: () => server,
  parseStreamClient: () => client,
});

function plugin(name: string, load: () => unknown, from = `torsion-${name}`): MemoryPlugin {
  return { group: "endpoints", name, package: from, load };
}

function program(...plugins: readonly MemoryPlugin[]) {
  const network = new MemoryNetwork();
  network.environment("a").plugins.push(...plugins);
  return reactorOn(network.host("a"));
}

test("a type of a package is loaded when it is asked for, whatever case it is written in", () => {
  let loads = 0;
  const reactor = program(
    plugin("pigeon", () => {
      loads += 1;
      return { default: both("pigeon") };
    }),
    plugin("stork", () => assert.fail("nobody has asked for it")),
  );
  assert.equal(loads, 0);
  assert.equal(serverFromString(reactor, "pigeon:1"), server);
  assert.equal(clientFromString(reactor, "PIGEON:1"), client);
  assert.equal(loads, 2);
  assert.equal(endpointPlugins(reactor).length, 2);
  assert.deepEqual(endpointPlugins({}), []);
});

test("a parser is the module, its default, or any of its exports: one for each direction will do", () => {
  const { parseStreamServer, parseStreamClient } = both("x");
  const modules = [
    both("pigeon"),
    { default: both("pigeon") },
    { default: both("dove"), other: 3, nothing: null, pigeons: both("Pigeon") },
    {
      server: { prefix: "pigeon", parseStreamServer },
      client: { prefix: "pigeon", parseStreamClient },
    },
  ];
  for (const module of modules) {
    const reactor = program(plugin("pigeon", () => module));
    assert.equal(serverFromString(reactor, "pigeon:"), server);
    assert.equal(clientFromString(reactor, "pigeon:"), client);
  }
});

test("what is built in, or registered by the program, is not replaced", () => {
  const never = (name: string): MemoryPlugin => plugin(name, () => assert.fail("not loaded"));
  const reactor = program(never("tcp"), never("pigeon"));
  const undo = registerEndpointParser(both("pigeon"));
  assert.equal(String(serverFromString(reactor, "tcp:80")), "tcp port 80");
  assert.equal(serverFromString(reactor, "pigeon:"), server);
  undo();
});

test("a type that nobody has is told with all that there are, of packages too", () => {
  const reactor = program(
    plugin("tcp", () => assert.fail("not loaded"), "sly"),
    plugin("pigeon", () => assert.fail("not loaded"), "coop"),
  );
  for (const parse of [serverFromString, clientFromString])
    assert.throws(() => parse(reactor, "carp:1"), {
      name: "InvalidDescriptionError",
      message: /no (server|client) type "carp"; there is tcp, [^(]*pigeon \(of coop\)\n/,
    });
});

test("two packages with one type are an error that names both, of that type alone", () => {
  const reactor = program(
    plugin("pigeon", () => both("pigeon"), "coop"),
    plugin("Pigeon", () => both("pigeon"), "loft"),
    plugin("stork", () => both("stork")),
  );
  assert.throws(() => serverFromString(reactor, "pigeon:1"), {
    name: "InvalidDescriptionError",
    message: /"pigeon" is a type of coop and loft: use one of them/,
  });
  assert.equal(serverFromString(reactor, "stork:1"), server);
});

test("a package that cannot be loaded is an error with its cause, and harms no other", () => {
  const cause = new SyntaxError("unexpected egg");
  const reactor = program(
    plugin("pigeon", () => {
      throw new Error("torsion.endpoints.pigeon of the package coop cannot be loaded", { cause });
    }),
    plugin("dodo", () => {
      throw "extinct";
    }),
    plugin("stork", () => both("stork")),
  );
  assert.throws(
    () => serverFromString(reactor, "pigeon:1"),
    (error: InvalidDescriptionError) => {
      assert.equal(error.name, "InvalidDescriptionError");
      assert.match(error.message, /of the package coop cannot be loaded\n {4}pigeon:1\n {4}\^/);
      assert.equal(error.cause, cause);
      return true;
    },
  );
  assert.throws(() => serverFromString(reactor, "dodo:1"), /extinct/);
  assert.equal(clientFromString(reactor, "stork:1"), client);
});

test("a module without the parser is an error that says what is missing", () => {
  const { parseStreamClient } = both("x");
  const parse = (module: unknown) =>
    pluginParser([plugin("pigeon", () => module, "coop")], parseDescription("pigeon:1"), "server");
  for (const module of [{}, null, undefined, 7, { default: both("dove") }])
    assert.throws(
      () => parse(module),
      /the package coop has no server of type "pigeon": no parser of that name is exported/,
    );
  assert.throws(
    () => parse({ default: { prefix: "pigeon", parseStreamClient } }),
    /the package coop has no server of type "pigeon": it is for clients alone/,
  );
  assert.equal(pluginParser([], parseDescription("pigeon:1"), "server"), undefined);
});
