/** What the documentation points to is there: files, pages and headings; and nothing that there is goes unmentioned. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { clientFromString, serverFromString } from "torsion/endpoints";
import "torsion/websocket";

const read = (path: string): string => readFileSync(path, "utf8");
const pagesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const guide = pagesOf(join("docs", "guide"));
const design = pagesOf(join("docs", "design"));
const pages = [...pagesOf("."), ...guide, ...design];

/** The text without blocks of code, in which nothing is a link or a heading. */
const proseOf = (page: string): string => read(page).replace(/^(```|~~~)[\s\S]*?^\1/gm, "");

function linksOf(page: string): { readonly target: string; readonly anchor: string }[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s#]*)(?:#([^)\s]+))?\)/g)]
    .filter(([, path = ""]) => !/^[a-z]+:/.test(path))
    .map(([, path = "", anchor = ""]) => ({
      target: path === "" ? page : normalize(join(dirname(page), path)),
      anchor,
    }));
}

/** As forges make them of headings. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every link leads somewhere", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter(({ target, anchor }) => {
        if (!existsSync(target)) return true;
        return anchor !== "" && !anchorsOf(target).includes(anchor);
      })
      .map(({ target, anchor }) => `${page}: ${target}#${anchor}`),
  );
  assert.deepEqual(broken, []);
  assert.ok(pages.flatMap(linksOf).length > 60);
});

test("the README leads to every page of the guide, ARCHITECTURE.md to every decision", () => {
  for (const [from, all] of [
    ["README.md", guide],
    ["ARCHITECTURE.md", design],
  ] as const) {
    const targets = new Set(linksOf(from).map(({ target }) => target));
    assert.deepEqual(
      all.filter((page) => !targets.has(page)),
      [],
      from,
    );
  }
});

test("the guide's table of endpoints has every type of description, in each of its directions", () => {
  const typesOf = (parse: () => unknown): string[] => {
    try {
      parse();
    } catch (thrown) {
      return (/there is (.*)/.exec((thrown as Error).message)?.[1] ?? "").split(", ");
    }
    return [];
  };
  const rows = read(join("docs", "guide", "endpoints.md"))
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|"));
  for (const [column, types] of [
    [2, typesOf(() => serverFromString({}, "none:"))],
    [3, typesOf(() => clientFromString({}, "none:"))],
  ] as const) {
    assert.ok(types.length > 10);
    for (const type of types)
      assert.ok(
        rows.some((cells) => cells.length === 6 && cells[column]?.includes(`\`${type}:`)),
        `${type} in column ${column}`,
      );
  }
});

test("ARCHITECTURE.md has every room, and names nothing that is not there", () => {
  const text = read("ARCHITECTURE.md");
  const rooms = readdirSync("src").filter((name) => statSync(join("src", name)).isDirectory());
  for (const room of rooms) {
    assert.match(text, new RegExp(`^\\| \\d +\\| \`${room}\` `, "m"), `${room} has no layer`);
    assert.ok(text.includes(`**${room}`), `${room} is not told of`);
  }
  const there = ["src", "test", "docs", "examples", "benchmarks", "tools", "types"].flatMap(
    (folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
        (path) => `/${folder}/${path.replaceAll("\\", "/")}`,
      ),
  );
  const named = [...text.matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(([, name = ""]) => name);
  assert.ok(named.length > 80);
  assert.deepEqual(
    named.filter(
      (name) => !there.some((path) => `${path}/`.includes(`/${name.replace(/\/$/, "")}/`)),
    ),
    [],
  );
});

test("every dependency is exact, and says why it is one", () => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const why = read(join("docs", "design", "dependencies.md"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+/, name);
    assert.ok(why.includes(`\`${name}\``), `${name} is not in dependencies.md`);
  }
});
