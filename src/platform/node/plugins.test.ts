import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { findPlugins, projectsOf } from "./plugins.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "plugins-")));
after(() => rmSync(folder, { recursive: true }));

function file(path: string, content: string | object): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
  return full;
}
const at = (path: string): string => join(folder, path);
/** Which are found, without those of this package. */
const found = (path: string, group = "birds"): string[] =>
  findPlugins([at(path)], group, null).map((one) => `${one.name} of ${one.package}`);

const birds = (...names: readonly string[]): object => ({
  birds: Object.fromEntries(names.map((name) => [name, `./${name}.js`])),
});

test("the project's own, then its dependencies' of every kind, scoped ones too, in their order", () => {
  file("app/package.json", {
    name: "app",
    torsion: birds("own"),
    dependencies: { b: "1", "@coop/a": "1" },
    optionalDependencies: { c: "1", missing: "1" },
    peerDependencies: { d: "1", b: "1" },
    devDependencies: { e: "1" },
  });
  for (const name of ["b", "@coop/a", "c", "d", "e", "stranger"])
    file(`app/node_modules/${name}/package.json`, { name, torsion: birds(`${name.at(-1)}1`) });
  assert.deepEqual(found("app"), [
    "own of app",
    "b1 of b",
    "a1 of @coop/a",
    "c1 of c",
    "d1 of d",
    "e1 of e",
  ]);
  assert.deepEqual(found("app", "fish"), []);
});

test("packages are found in the folders above, and through links, each once", () => {
  file("mono/node_modules/up/package.json", { name: "up", torsion: birds("up") });
  file("mono/store/real/package.json", { name: "real", torsion: birds("real") });
  file("mono/packages/app/package.json", {
    name: "app",
    dependencies: { up: "1", linked: "1", again: "1" },
  });
  mkdirSync(at("mono/packages/app/node_modules"));
  for (const name of ["linked", "again"])
    symlinkSync(at("mono/store/real"), at(`mono/packages/app/node_modules/${name}`));
  assert.deepEqual(found("mono/packages/app"), ["up of up", "real of real"]);
});

test("what is broken, or leads elsewhere, is passed over", () => {
  file("odd/package.json", {
    name: "odd",
    torsion: { birds: ["no", "list"] },
    dependencies: { broken: "1", "../sly": "1", "": "1", text: "1", good: "1" },
    devDependencies: "none",
  });
  file("odd/node_modules/broken/package.json", "{ not json");
  file("odd/sly/package.json", { name: "sly", torsion: birds("sly") });
  file("odd/node_modules/text/package.json", '"text"');
  file("odd/node_modules/good/package.json", { torsion: birds("good") });
  assert.deepEqual(found("odd"), [`good of ${at("odd/node_modules/good")}`]);
  assert.deepEqual(found("nowhere"), []);
  assert.deepEqual(findPlugins([], "birds", null), []);
});

test("this package's own are found last, and once", () => {
  const own = at("self");
  file("self/package.json", { name: "self", torsion: birds("ours") });
  file("user/package.json", {
    name: "user",
    torsion: birds("theirs"),
    dependencies: { self: "1" },
  });
  assert.deepEqual(
    findPlugins([at("user")], "birds", own).map(({ name }) => name),
    ["theirs", "ours"],
  );
  assert.equal(findPlugins([own], "birds", own).length, 1);
});

test("a module is loaded when it is asked for: either kind, and each time the same", () => {
  file("load/package.json", {
    name: "load",
    torsion: { birds: { common: "./common.cjs", esm: "./lib/esm.mjs" } },
  });
  file("load/common.cjs", "globalThis.commonLoaded = true; module.exports = { kind: 'common' };");
  file("load/lib/esm.mjs", "export default 7; export const kind = 'esm';");
  const [common, esm] = findPlugins([at("load")], "birds", null);
  assert.equal(Reflect.get(globalThis, "commonLoaded"), undefined);
  assert.deepEqual(common?.load(), { kind: "common" });
  const module = esm?.load() as Record<string, unknown>;
  assert.deepEqual([module.default, module.kind], [7, "esm"]);
  assert.equal(esm?.load(), module);
});

test("what cannot be loaded says which package, which file and why", () => {
  file("bad/package.json", {
    name: "bad",
    torsion: {
      birds: {
        missing: "./missing.js",
        throws: "./throws.cjs",
        waits: "./waits.mjs",
        out: "../load/common.cjs",
        within: "./lib/../../load/common.cjs",
        bare: "load",
        number: 3,
      },
    },
  });
  file("bad/throws.cjs", "throw new RangeError('out of seed');");
  file("bad/waits.mjs", "await 1; export default 1;");
  const plugins = new Map(findPlugins([at("bad")], "birds", null).map((one) => [one.name, one]));
  const fails = (name: string, message: RegExp, cause = true): void =>
    assert.throws(
      () => plugins.get(name)?.load(),
      (error: Error) => {
        assert.match(error.message, message);
        assert.equal(error.cause instanceof Error, cause);
        return true;
      },
    );
  fails(
    "missing",
    /^torsion\.birds\.missing of the package bad, \.\/missing\.js, cannot be loaded: Cannot find module/,
  );
  fails("throws", /throws\.cjs, cannot be loaded: out of seed$/);
  fails("waits", /cannot be loaded: it, or what it imports, awaits something at its top level$/);
  for (const name of ["out", "within", "bare", "number"])
    fails(name, /of the package bad is .*, and has to be a file of the package/, false);
});

test("the project is that of the main file; a command that is installed works for where it is used, too", () => {
  file("tool/package.json", { name: "tool" });
  file("tool/node_modules/torsion/package.json", { name: "torsion" });
  file("node/lib/node_modules/torsion/dist/main.js", "");
  file("node/package.json", { name: "node-version-manager" });
  mkdirSync(at("node/bin"));
  symlinkSync("../lib/node_modules/torsion/dist/main.js", at("node/bin/twist"));
  const cases: readonly (readonly [string | undefined, ...string[]])[] = [
    ["tool/src/main.js", "tool"],
    ["tool/node_modules/.bin/twist", "app", "tool"],
    ["tool/node_modules/torsion/dist/cli/main.js", "app", "tool"],
    ["tool/node_modules/.pnpm/torsion@1/node_modules/torsion/dist/main.js", "app", "tool"],
    ["app/node_modules/.bin/twist", "app"],
    ["elsewhere/node_modules/.bin/twist", "app"],
    ["node/bin/twist", "app", "node"],
    [undefined, "app"],
  ];
  for (const [main, ...projects] of cases)
    assert.deepEqual(projectsOf(main && at(main), at("app/node_modules")), projects.map(at), main);
  assert.deepEqual(projectsOf(at("tool/node_modules/.bin/twist"), "/"), [at("tool")]);
});

test("what two projects have in common is found once, the first one's first", () => {
  file("first/package.json", { name: "first", dependencies: { shared: "1" } });
  file("first/node_modules/shared/package.json", { name: "shared", torsion: birds("s1") });
  file("second/package.json", { name: "second", torsion: birds("o1") });
  const names = (...projects: string[]) =>
    findPlugins(projects.map(at), "birds", null).map(({ name }) => name);
  assert.deepEqual(names("first", "second"), ["s1", "o1"]);
  assert.deepEqual(names("second", "first", "second"), ["o1", "s1"]);
});
