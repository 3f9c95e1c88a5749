/**
 * The rules of the house, as a test. They are policy: a change to them is a review of its own, never
 * made to have a build pass.
 *
 * Each rule is a function from files to complaints, and comes with a sample that it must complain of.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { codeOf, type Import, importsOf, lineAt } from "../tools/source-text.ts";

/** Which rooms a room may import, the runtime-bound ones (`reactor/default`, `platform/*`) apart. */
const FOUNDATION = ["resources", "components", "bytes", "logger", "deferred", "time"];
const CONTRACTS = [...FOUNDATION, "task", "net"];
const NETWORKING = [...CONTRACTS, "protocols", "endpoints"];
const ENGINE = [
  ...NETWORKING,
  "files",
  "platform",
  "threads",
  "reactor",
  "streams",
  "cred",
  "application",
  "amp",
  "pb",
];
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  resources: [],
  components: [],
  bytes: [],
  logger: ["components"],
  deferred: ["resources", "logger"],
  time: ["resources", "components"],
  task: FOUNDATION,
  net: ["components", "deferred", "time"],
  platform: ["bytes", "deferred", "time"],
  threads: ["deferred", "net", "platform"],
  files: [...FOUNDATION, "net"],
  protocols: [...FOUNDATION, "net"],
  reactor: [...CONTRACTS, "platform", "threads"],
  endpoints: [...CONTRACTS, "protocols", "platform"],
  streams: [...CONTRACTS, "protocols"],
  cred: ["components", "logger", "deferred"],
  application: NETWORKING,
  amp: [...CONTRACTS, "protocols", "cred"],
  pb: [...CONTRACTS, "protocols", "cred"],
  testing: ENGINE,
  trial: [...ENGINE, "testing"],
  cli: [...ENGINE, "testing", "trial"],
  web: ENGINE,
  dns: ENGINE,
  ssh: ENGINE,
  irc: ENGINE,
  mail: ENGINE,
  websocket: [...NETWORKING, "platform"],
};

/** Where the outside world may be named, and by which of its names. */
const RUNTIMES = ["platform/node", "platform/bun", "platform/deno", "platform/browser"];
/** Test runners belong to runtimes; what `trial` needs of them, and of the hour, is in this folder alone. */
const TEST_RUNNERS = "trial/host";
const WORLDLY = [...RUNTIMES, TEST_RUNNERS, "reactor/default", "cli"];
/** A type of Node's that programs ask for, a stream, and no more of its world than that. */
const NODE_STREAMS = "streams/node";
/**
 * What leaf rooms may have of Node's and of packages: pure computation, and the loading of an optional package, which
 * has to be able to fail with an error of ours. None of it is time, or I/O.
 */
const OF_LEAVES: Readonly<Record<string, readonly string[]>> = {
  websocket: ["node:crypto", "node:module"],
};
const GLOBALS_OF: Readonly<Record<string, RegExp>> = {
  "platform/bun": /(?<![.#\w$])Bun\b/g,
  "platform/deno": /(?<![.#\w$])Deno\b/g,
  "platform/browser":
    /(?<![.#\w$])(?:(?:window|document|navigator|location)(?=\??\.\w)|(?:localStorage|sessionStorage|indexedDB|XMLHttpRequest|EventSource)\b|fetch(?=\()|(?<=\bnew )(?:WebSocket|Worker|SharedWorker|WebTransport)\b)/g,
};
/** The simulated world lets the real loop turn, or the promises of its programs would never be done. */
const REAL_TURNS = "src/platform/memory/turns.ts";
const TIME_AND_CHANCE = [
  /(?<![.#\w$])(?:globalThis\.)?(?:setTimeout|setInterval|setImmediate|queueMicrotask|console)\b(?!\s*\??:)/g,
  /(?<![.#\w$])(?:globalThis\.)?(?:Date\.now|performance\.\w+|Math\.random|process\.\w+)\b/g,
  /(?<![.#\w$])new Date\(\s*\)/g,
];

/** Engines round these in ways of their own, and change them; what a simulated program computes must be the same on all. */
const INEXACT = [
  /\bMath\.(?:pow|exp|expm1|log|log2|log10|log1p|a?sinh?|a?cosh?|a?tanh?|atan2|cbrt|hypot)\b/g,
  // Powers of two are exact.
  /(?<!\b2) \*\* /g,
];
const DRAWING = "testing/pictures";

interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

interface Rule {
  readonly name: string;
  /** Complaints, each beginning with a path. */
  find(files: readonly SourceFile[]): string[];
  /** Files, path to text; each set must give at least one complaint. */
  readonly bad: readonly Readonly<Record<string, string>>[];
  /** … and these none. */
  readonly good?: Readonly<Record<string, string>>;
}

// What a file is.

const isScript = ({ path }: SourceFile): boolean => path.endsWith(".ts");
const inSrc = (file: SourceFile): boolean => isScript(file) && file.path.startsWith("src/");
const isTest = ({ path }: SourceFile): boolean => /\.test(-fixture)?\.ts$/.test(path);
const isIndex = ({ path }: SourceFile): boolean => path.endsWith("/index.ts");
const isModule = (file: SourceFile): boolean => inSrc(file) && !isTest(file);
/** The folder of a path; below `src`, without that. */
const folderOf = (path: string): string => path.replace(/^src\//, "").replace(/\/?[^/]*$/, "");
const roomOf = (path: string): string => folderOf(path).split("/")[0]!;
const isIn = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => `${folderOf(path)}/`.startsWith(`${folder}/`));

/** The path that a relative import means. */
function targetOf(path: string, specifier: string): string {
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
}

/** Complain of every import of `files` that `wrong` has something to say of. */
function ofImports(
  files: readonly SourceFile[],
  wrong: (specifier: string, target: string | null, file: SourceFile) => string | false,
): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap(({ specifier, line }) => {
      const target = specifier.startsWith(".") ? targetOf(file.path, specifier) : null;
      const complaint = wrong(specifier, target, file);
      return complaint === false ? [] : [`${file.path}:${line}: ${complaint}`];
    }),
  );
}

/** Complain of every place in the code of `files` where `pattern` matches, definitions of methods apart. */
function ofCode(files: readonly SourceFile[], pattern: RegExp, complaint: string): string[] {
  return files.flatMap(({ path, code }) =>
    [...code.matchAll(pattern)]
      .filter((match) => !isMethodDefinition(code, match.index, match.index + match[0].length))
      .map((match) => `${path}:${lineAt(code, match.index)}: ${match[0].trim()}: ${complaint}`),
  );
}

/** `name(…): type` or `name(…) {`, at the start of a member. */
function isMethodDefinition(code: string, from: number, to: number): boolean {
  if (!/(?:[{};,]|\b(?:override|async|static|public))\s*$/.test(code.slice(0, from))) return false;
  if (code[to] !== "(") return false;
  let depth = 0;
  let at = to;
  do {
    if (code[at] === "(") depth += 1;
    if (code[at] === ")") depth -= 1;
    at += 1;
  } while (depth > 0 && at < code.length);
  return /^\s*[:{]/.test(code.slice(at));
}

const without = (text: string, ...patterns: RegExp[]): string =>
  patterns.reduce((rest, pattern) => rest.replace(pattern, ""), text);

/** A path of one machine, and hosts that packages come from; spelt so that this file passes. */
const MACHINE_PATHS = new RegExp(
  String.raw`(?<![\w.~)}\]-])/(?:${["work", "root", "home", "Users"].join("|")})/\w`,
);
const REGISTRIES =
  /\b(?:registry\.[\w-]+\.\w+|[\w-]+\.pkg\.dev|[\w.-]*(?:artifactory|verdaccio)[\w.-]*\.\w+)/i;

const RULES: readonly Rule[] = [
  {
    name: "a room imports only the rooms that its row of the table allows",
    find: (files) => [
      ...files
        .filter((file) => isModule(file) && MAY_IMPORT[roomOf(file.path)] === undefined)
        .map(({ path }) => `${path}: the room ${roomOf(path)} is not in the table`),
      ...ofImports(files.filter(isModule), (_specifier, target, { path }) => {
        if (target === null) return false;
        const [from, to] = [roomOf(path), roomOf(target)];
        if (from === to) return false;
        return !MAY_IMPORT[from]?.includes(to) && `${from} may not import ${to}`;
      }),
    ],
    bad: [
      { "src/bytes/text.ts": 'import { x } from "../net/index.ts";' },
      { "src/net/x.ts": 'import type { x } from "../reactor/index.ts";' },
      { "src/nowhere/x.ts": "" },
    ],
    good: { "src/net/x.ts": 'import { x } from "../time/index.ts";\nimport "./y.ts";' },
  },
  {
    name: "a folder is imported only through its index.ts",
    find: (files) =>
      ofImports(files.filter(isScript), (_specifier, target, file) => {
        if (target === null || target.endsWith("/index.ts")) return false;
        if (!inSrc(file)) return target.startsWith("src/") && "import torsion/… instead";
        const within = `${file.path.replace(/[^/]*$/, "")}`.startsWith(
          target.replace(/[^/]*$/, ""),
        );
        const own = roomOf(file.path) === roomOf(target) && within;
        return !own && `${target} is not the index.ts of its folder`;
      }),
    bad: [
      { "src/net/x.ts": 'import { x } from "../time/clock.ts";' },
      { "src/net/x.ts": 'import { x } from "./inner/x.ts";' },
      { "test/x.ts": 'import { x } from "../src/time/clock.ts";' },
    ],
    good: {
      "src/platform/node/x.ts": 'import "../port.ts";\nimport "../../time/index.ts";',
      "src/testing/index.ts": 'export { x } from "./conformance/index.ts";',
    },
  },
  {
    name: "index.ts holds nothing but exports of files",
    find: (files) =>
      files
        .filter((file) => inSrc(file) && isIndex(file))
        .filter(({ code }) =>
          without(
            code,
            /^export (?:type )?\{[^}]*\} from "\s*";/gm,
            /^export \* (?:as \w+ )?from "\s*";/gm,
          ).trim(),
        )
        .map(({ path }) => `${path}: is more than exports`),
    bad: [
      { "src/net/index.ts": "export const x = 1;" },
      { "src/net/index.ts": 'import "./x.ts";\nexport { x } from "./x.ts";' },
    ],
    good: { "src/net/index.ts": '/** The contracts. */\nexport { type A, b } from "./x.ts";' },
  },
  {
    name: "node:*, Bun, Deno and the DOM are named only under platform/<runtime>, reactor/default, trial/host and cli",
    find: (files) => {
      const modules = files.filter(isModule);
      const outside = (...but: string[]): SourceFile[] =>
        modules.filter(({ path }) => !isIn(path, [...but, TEST_RUNNERS, "reactor/default", "cli"]));
      return [
        ...ofImports(outside("platform/node"), (specifier, _target, { path }) => {
          if (specifier === "node:stream" && isIn(path, [NODE_STREAMS])) return false;
          if (OF_LEAVES[roomOf(path)]?.includes(specifier)) return false;
          return specifier.startsWith("node:") && `${specifier} is Node's`;
        }),
        ...Object.entries(GLOBALS_OF).flatMap(([folder, pattern]) =>
          ofCode(outside(folder), pattern, `only in ${folder}`),
        ),
      ];
    },
    bad: [
      { "src/net/x.ts": 'import * as fs from "node:fs";' },
      { "src/platform/bun/x.ts": 'import * as fs from "node:fs";' },
      { "src/streams/x.ts": 'import { Duplex } from "node:stream";' },
      { "src/streams/node/x.ts": 'import * as net from "node:net";' },
      { "src/websocket/x.ts": 'import * as http from "node:http";' },
      { "src/net/x.ts": 'import { createHash } from "node:crypto";' },
      { "src/net/x.ts": "Bun.listen({});" },
      { "src/platform/bun/x.ts": "if (typeof Deno !== 'undefined') {}" },
      { "src/net/x.ts": "const socket = new WebSocket(url);" },
      { "src/net/x.ts": "const { href } = document.location;" },
      { "src/net/x.ts": "await fetch(url);" },
      { "src/trial/x.ts": 'import { test } from "node:test";' },
      { "src/testing/x.ts": 'import { test } from "node:test";' },
    ],
    good: {
      "src/trial/host/x.ts": 'import { test } from "node:test";\nDeno.test("x", f);',
      "src/platform/node/x.ts": 'import * as fs from "node:fs";',
      "src/streams/node/x.ts": 'import { Duplex } from "node:stream";',
      "src/websocket/x.ts": 'import { createHash } from "node:crypto";',
      "src/platform/bun/x.ts": "Bun.listen({});",
      "src/net/x.ts": "// Bun.listen\nconst { window } = packet;\nlist.fetch(window);\n",
      "src/net/x.test.ts": 'import { test } from "node:test";',
    },
  },
  {
    name: "time, chance, console and process are named only by what is bound to a runtime",
    find: (files) =>
      TIME_AND_CHANCE.flatMap((pattern) =>
        ofCode(
          files.filter((file) => isModule(file) && !isIn(file.path, WORLDLY)),
          pattern,
          "time, chance and the process are arguments",
        ),
      ).filter(
        (complaint) => !(complaint.startsWith(REAL_TURNS) && complaint.includes("setImmediate")),
      ),
    bad: [
      ...["setTimeout(f, 1)", "setInterval(f, 1)", "setImmediate(f)", "queueMicrotask(f)"],
      ...["Date.now()", "performance.now()", "Math.random()", "console.log(1)", "process.exit()"],
      ...[
        "new Date()",
        "const later = setTimeout",
        "globalThis.setTimeout(f)",
        "x ? setTimeout(f) : 0",
      ],
    ]
      .map((code): Readonly<Record<string, string>> => ({ "src/time/x.ts": `${code};` }))
      .concat(
        { [REAL_TURNS]: "setTimeout(f, 1);" },
        { "src/platform/memory/x.ts": "setImmediate(f);" },
      ),
    good: {
      [REAL_TURNS]: "setImmediate(f);",
      "src/platform/node/x.ts": "setTimeout(f, Date.now());",
      "src/protocols/x.ts":
        "class X {\n  setTimeout(seconds: number): void {}\n  y() { this.setTimeout(1); }\n}",
      "src/time/x.ts": 'const text = "Date.now()";\nnew Date(5);\nkey = { setTimeout: 1 };',
    },
  },
  {
    name: "what a seed decides is computed with what every runtime rounds alike",
    find: (files) =>
      INEXACT.flatMap((pattern) =>
        ofCode(
          files.filter((file) => isModule(file) && !isIn(file.path, [...WORLDLY, DRAWING])),
          pattern,
          "is not the same on every runtime",
        ),
      ),
    bad: [
      { "src/task/x.ts": "delay = factor ** attempt;" },
      { "src/platform/memory/x.ts": "const seconds = -Math.log(draw());" },
    ],
    good: {
      "src/task/x.ts": "delay = 2 ** attempt;\nroot = Math.sqrt(2);\nlargest = Math.max(1, 2);",
      "src/testing/pictures/x.ts": "Math.atan2(1, 2);",
      "src/platform/node/x.ts": "Math.log(2);",
    },
  },
  {
    name: "only cli and user programs import the default reactor, or a runtime's platform",
    find: (files) =>
      ofImports(
        files.filter((file) => isScript(file) && !isTest(file)),
        (specifier, target, { path }) => {
          if (isIn(path, [...WORLDLY, "examples", "benchmarks"])) return false;
          if (specifier === "torsion/reactor") return "a reactor is an argument";
          if (target === null || !inSrc({ path, text: "", code: "", imports: [] })) return false;
          const chosen = [
            "reactor/default",
            ...RUNTIMES,
            ...(isIn(path, [NODE_STREAMS]) ? [] : [NODE_STREAMS]),
          ];
          return isIn(target, chosen) && "only programs choose a reactor or runtime";
        },
      ),
    bad: [
      { "src/application/x.ts": 'import { reactor } from "torsion/reactor";' },
      { "src/application/x.ts": 'import { reactor } from "../reactor/default/node.ts";' },
      { "src/testing/x.ts": 'import { node } from "../platform/node/index.ts";' },
      { "src/testing/x.ts": 'import { x } from "../streams/node/index.ts";' },
      { "test/scenario.ts": 'import { reactor } from "torsion/reactor";' },
    ],
    good: {
      "src/cli/x.ts": 'import { reactor } from "../reactor/default/node.ts";',
      "examples/x.ts": 'import { reactor } from "torsion/reactor";',
      "src/testing/x.ts": 'import { MemoryNetwork } from "../platform/memory/index.ts";',
    },
  },
  {
    name: "a package is imported only where the design says so",
    find: (files) =>
      ofImports(files.filter(isModule), (specifier, target, { path }) => {
        if (target !== null || specifier.startsWith("node:")) return false;
        return (
          !(specifier === "commander" && isIn(path, ["cli"])) && `${specifier} does not belong here`
        );
      }),
    bad: [
      { "src/net/x.ts": 'import { Command } from "commander";' },
      { "src/net/x.ts": 'import { Clock } from "torsion/time";' },
    ],
    good: { "src/cli/x.ts": 'import { Command } from "commander";' },
  },
  {
    name: "every interface IFoo has a runtime value IFoo beside it, and the reverse",
    find: (files) =>
      files.filter(isModule).flatMap(({ path, code }) => {
        const names = (pattern: RegExp): string[] =>
          [...code.matchAll(pattern)].map((match) => match[1]!);
        const types = names(/^(?:export )?(?:interface|type) (I[A-Z][a-z]\w*|I[A-Z]{2,}\w*)\b/gm);
        const values = names(/^export const (\w+)[^=;]*=\s*defineInterface\b/gm);
        return [
          ...types
            .filter((name) => !values.includes(name))
            .map((name) => `${path}: ${name} has no runtime value; plain shapes have no I`),
          ...values
            .filter((name) => !types.includes(name) || !/^I[A-Z]/.test(name))
            .map((name) => `${path}: ${name} is the value of no interface`),
        ];
      }),
    bad: [
      { "src/net/x.ts": "export interface IFoo {}" },
      { "src/net/x.ts": "export type ITCPFoo = { a: 1 };" },
      { "src/net/x.ts": 'export const IFoo: Interface<Foo> = defineInterface("x", [], {});' },
      {
        "src/net/x.ts":
          'interface Foo {}\nexport const Foo: Interface<Foo> = defineInterface("x");',
      },
    ],
    good: {
      "src/net/x.ts":
        'export interface IFoo<P = X> {}\nexport const IFoo: Interface<IFoo> = defineInterface("x");\nexport class IPv4 {}\nexport interface Interface<T> {}',
    },
  },
  {
    name: "no module has more than 500 lines",
    find: (files) =>
      files
        .filter((file) => inSrc(file) && file.text.trimEnd().split("\n").length > 500)
        .map(({ path }) => `${path}: has more than 500 lines`),
    bad: [{ "src/net/x.ts": "x;\n".repeat(501) }],
    good: { "src/net/x.ts": "x;\n".repeat(500) },
  },
  {
    name: "every module has its test beside it",
    find: (files) => {
      const paths = new Set(files.map(({ path }) => path));
      return files
        .filter((file) => isModule(file) && !isIndex(file))
        .filter(({ path }) => !paths.has(path.replace(/\.ts$/, ".test.ts")))
        .map(({ path }) => `${path}: has no test beside it`);
    },
    bad: [{ "src/net/x.ts": "", "src/net/y.test.ts": "" }],
    good: { "src/net/x.ts": "", "src/net/x.test.ts": "", "src/net/index.ts": "" },
  },
  {
    name: "every entry of package.json's exports has a source, and every room an entry",
    find: (files) => {
      const manifest = files.find(({ path }) => path === "package.json");
      const entries = Object.entries(
        (JSON.parse(manifest?.text ?? "{}") as { exports?: Record<string, unknown> }).exports ?? {},
      ).filter(([subpath]) => subpath !== "./package.json") as [string, Record<string, string>][];
      const paths = new Set(files.map(({ path }) => path));
      const sources = new Set(entries.map(([, { source }]) => source?.slice(2)));
      return [
        ...entries
          .filter(([, { source }]) => !paths.has(source?.slice(2) ?? ""))
          .map(([subpath]) => `package.json: the source of ${subpath} does not exist`),
        ...entries
          .filter(([, { source = "", default: made }]) => {
            return made !== source.replace(/^\.\/(src\/)?/, "./dist/").replace(/\.ts$/, ".js");
          })
          .map(
            ([subpath]) => `package.json: ${subpath} does not lead to what is made of its source`,
          ),
        ...entries
          .filter(([subpath]) => subpath === ".")
          .map(() => "package.json: has a root export"),
        ...files
          .filter(({ path }) => /^src\/(?:[^/]+|platform\/[^/]+)\/index\.ts$/.test(path))
          .filter(({ path }) => !sources.has(path))
          .map(({ path }) => `package.json: no subpath for ${path}`),
      ];
    },
    bad: [
      { "package.json": exportsOf("./net", "./src/net/index.ts", "./dist/net/index.js") },
      {
        "package.json": exportsOf("./net", "./src/net/index.ts", "./dist/x.js"),
        "src/net/index.ts": "",
      },
      {
        "package.json": exportsOf(".", "./src/net/index.ts", "./dist/net/index.js"),
        "src/net/index.ts": "",
      },
      { "package.json": "{}", "src/net/index.ts": "" },
    ],
    good: {
      "package.json": exportsOf("./net", "./src/net/index.ts", "./dist/net/index.js"),
      "src/net/index.ts": "",
      "src/net/inner/index.ts": "",
    },
  },
  {
    name: "no enums, decorators or parameter properties",
    find: (files) =>
      [
        /^\s*(?:export )?(?:declare )?(?:const )?enum \w/gm,
        /^\s*@\w/gm,
        /\bconstructor\s*\((?:[^)]*,)?\s*(?:(?:private|public|protected|readonly)\s+)+\w+\??\s*[:,)=]/g,
      ].flatMap((pattern) => ofCode(files.filter(inSrc), pattern, "is not erasable")),
    bad: [
      { "src/net/x.ts": "export enum Color { Red }" },
      { "src/net/x.ts": "const enum Color { Red }" },
      { "src/net/x.ts": "@final\nclass X {}" },
      { "src/net/x.ts": "class X { constructor(a: A, readonly b: B) {} }" },
    ],
    good: { "src/net/x.ts": "/**\n * @param x\n */\nclass X { constructor(b: readonly B[]) {} }" },
  },
  {
    name: "names of files are kebab-case and say what is in them",
    find: (files) =>
      files.filter(isScript).flatMap(({ path }) => {
        const names = path.replace(/\.ts$/, "").split("/");
        const last = names.pop()!.replace(/\.(?:test|test-fixture|test-d)$/, "");
        return [...names, last].flatMap((name) => [
          ...(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)
            ? []
            : [`${path}: ${name} is not kebab-case`]),
          ...(/(?:^|-)(?:utils?|helpers?|common|managers?|handlers?)(?:-|$)/.test(name)
            ? [`${path}: ${name} does not say what is in it`]
            : []),
        ]);
      }),
    bad: [
      { "src/net/tcpPort.ts": "" },
      { "src/Net/port.ts": "" },
      { "src/net/utils.ts": "" },
      { "src/net/port-manager.ts": "" },
      { "test/helpers/x.ts": "" },
    ],
    good: { "src/net/tcp-port.test.ts": "", "types/x.test-d.ts": "", "src/net/commonly.ts": "" },
  },
  {
    name: "nothing names a path of one machine or a host of packages",
    find: (files) =>
      files.flatMap(({ path, text }) =>
        [MACHINE_PATHS, REGISTRIES].flatMap((pattern) => {
          const match = pattern.exec(text);
          return match === null ? [] : [`${path}:${lineAt(text, match.index)}: ${match[0]}`];
        }),
      ),
    bad: [
      { "docs/x.md": `see /${"work"}/notes` },
      { "src/x.ts": `const file = "/${"home"}/me";` },
      { "x.json": `"https://${"registry"}.npmjs.org/x"` },
    ],
    good: { "docs/x.md": "src/work/x, ./tmp/x and https://example.com/home/x" },
  },
];

function exportsOf(subpath: string, source: string, made: string): string {
  return JSON.stringify({ exports: { [subpath]: { source, default: made } } });
}

function sourceFile(path: string, text: string): SourceFile {
  const script = path.endsWith(".ts");
  return { path, text, code: script ? codeOf(text) : "", imports: script ? importsOf(text) : [] };
}

const NOT_OURS = new Set(["node_modules", "dist", "build", ".git"]);
const TEXT = /\.(?:ts|js|mjs|json|md|yml|yaml|sh|py|toml)$|^(?:\.ci\/|[^.]*$)/;

function readAll(folder: string): SourceFile[] {
  return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) return [];
    if (entry.isDirectory()) return readAll(path);
    return entry.isFile() && TEXT.test(path) ? [sourceFile(path, readFileSync(path, "utf8"))] : [];
  });
}

const repository = readAll("");

for (const { name, find, bad, good } of RULES) {
  test(name, () => assert.equal(find(repository).join("\n"), ""));

  test(`this can fail: ${name}`, () => {
    const complaintsOf = (sample: Readonly<Record<string, string>>): string[] =>
      find(Object.entries(sample).map(([path, text]) => sourceFile(path, text)));
    for (const sample of bad)
      assert.ok(complaintsOf(sample).length > 0, `no complaint of ${JSON.stringify(sample)}`);
    assert.deepEqual(complaintsOf(good ?? {}), []);
  });
}

test("the repository was read", () => {
  assert.ok(repository.filter(isModule).length > 50);
  assert.ok(repository.some(({ path }) => path === "package.json"));
});
