import assert from "node:assert/strict";
import { test } from "node:test";
import { Service } from "../application/index.ts";
import { findPrograms, loadModule, origin, type Programs } from "./plugins.ts";
import { memoryTwist } from "./twist-context.test-fixture.ts";

function find(...added: [name: string, of: string, module?: unknown][]): Programs {
  const plugins = added.map(([name, of, module]) => ({
    group: "twist",
    name,
    package: of,
    module,
  }));
  return findPrograms(memoryTwist([], { plugins }).context.environment, ["run", "help"]);
}

const maker = (tapname: string) => ({
  tapname,
  description: `does ${tapname}`,
  options: [],
  makeService: () => new Service(),
});

test("chat, echo, portforward and socks are built in, and say what they are", async () => {
  const { programs } = find();
  for (const name of ["chat", "echo", "portforward", "socks"]) {
    const program = programs.find((one) => one.name === name);
    assert.equal(program?.package, null);
    const { tapname, description, options } = await program!.load();
    assert.equal(tapname, name);
    assert.notEqual(description, "");
    assert.ok(options.some((option) => option.name === "listen"));
  }
});

test("a package adds a program by its name: a maker, one of several, or a function", async () => {
  const several = { one: maker("one"), default: maker("two"), "not a maker": 7 };
  const { programs, problems } = find(
    ["one", "birds", several],
    ["two", "birds", several],
    ["alias", "birds", several],
    ["bare", "birds", { default: () => new Service() }],
  );
  assert.deepEqual(problems, []);
  const loaded = await Promise.all(
    programs.filter((one) => one.package === "birds").map((one) => one.load()),
  );
  assert.deepEqual(
    loaded.map(({ tapname, description }) => `${tapname}: ${description}`),
    ["one: does one", "two: does two", "alias: does two", "bare: a program of birds"],
  );
});

test("P1: what cannot be loaded says why, when it is asked for", async () => {
  const { programs } = find(
    ["broken", "birds", new Error("no luck")],
    ["empty", "birds", {}],
    ["number", "birds", { default: 7 }],
    ["fine", "birds", maker("fine")],
  );
  const why = async (name: string): Promise<string> =>
    programs
      .find((one) => one.name === name)!
      .load()
      .then(
        () => "",
        (error: Error) => `${error.name}: ${error.message}`,
      );
  assert.equal(await why("broken").then((text) => text.replace(/ \(.*/, "")), "LoadError: no luck");
  assert.match(await why("empty"), /^LoadError: twist\.empty of the package birds exports no/);
  assert.match(await why("number"), /^LoadError: .*birds: export default is no service \(7\)/);
  assert.equal(await why("fine"), "");
});

test("names that are taken: a built-in one stays, and two packages harm each other alone", async () => {
  const { programs, problems } = find(
    ["chat", "birds", maker("chat")],
    ["run", "birds", maker("run")],
    ["--help", "birds", maker("--help")],
    ["pigeon", "birds", maker("pigeon")],
    ["pigeon", "more-birds", maker("pigeon")],
    ["dove", "birds", maker("dove")],
  );
  assert.deepEqual(problems, [
    "chat of the package birds: twist has one of its own, which stays",
    "run of the package birds: twist has one of its own, which stays",
    '"--help" of the package birds: that is no name for a program',
  ]);
  const [pigeon, dove] = programs.slice(-2);
  await assert.rejects(
    async () => pigeon?.load(),
    /pigeon is a program of birds and more-birds: one of them has to go/,
  );
  assert.equal((await dove?.load())?.tapname, "dove");
});

test("a module that throws something is told with its place", () => {
  const load = (): never => {
    throw new Error("outer", { cause: new Error("inner") });
  };
  assert.throws(
    () => loadModule({ name: "x", package: "y", load }),
    /^LoadError: outer \(.*plugins\.test\.js:\d+:\d+\)$/,
  );
  assert.deepEqual([origin(null), origin("torsion"), origin("x")], ["", "", " (of x)"]);
});
