/**
 * What packages add to a program: found by their `package.json`, from the program's own on.
 *
 * Rules: only packages that the program's names, and this one, are asked; what one of them has wrong does no harm to the
 * others; finding loads nothing and never throws.
 */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlatformPlugin } from "../environment-port.ts";

const DEPENDENCIES = [
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
  "devDependencies",
] as const;
const INSTALLED = `${sep}node_modules`;

/** A `package.json`, of which nothing is believed. */
type Manifest = Readonly<Record<string, unknown>>;

/**
 * The folders of the packages that a program belongs to: that of its main file, or else of the folder that it runs in.
 *
 * A command of an installed package, `node_modules/.bin/twist`, works for whoever uses it: for the package of the folder
 * that it runs in, be it installed there, further up in a monorepo, for the whole machine or in a cache of npx; and then
 * for the package that it is installed for, which is all there is where a service is started in `/`.
 */
export function projectsOf(main: string | undefined, runsIn: string): readonly string[] {
  const here = packageAbove(resolve(runsIn));
  if (main === undefined) return present([here]);
  const path = resolve(main);
  const real = realFolder(path) ?? path;
  const installed = [path, real].find((one) => one !== beforeInstalled(one));
  if (installed !== undefined) return present([here, packageAbove(beforeInstalled(installed))]);
  return present([packageAbove(dirname(path)) ?? here]);
}

function present(folders: readonly (string | null)[]): readonly string[] {
  return [...new Set(folders.filter((folder) => folder !== null))];
}

/** @param projects folders of packages; `own`: this package's. */
export function findPlugins(
  projects: readonly string[],
  group: string,
  own: string | null = packageAbove(dirname(fileURLToPath(import.meta.url))),
): readonly PlatformPlugin[] {
  const seen = new Set<string>();
  const found: PlatformPlugin[] = [];
  const look = (folder: string | null): void => {
    const real = folder === null ? null : realFolder(folder);
    if (real === null || seen.has(real)) return;
    seen.add(real);
    found.push(...pluginsOf(real, group));
  };
  for (const project of projects) {
    look(project);
    for (const name of dependenciesOf(readManifest(project))) look(installed(name, project));
  }
  look(own);
  return found;
}

function pluginsOf(folder: string, group: string): PlatformPlugin[] {
  const { name: called, torsion } = readManifest(folder);
  const name = typeof called === "string" ? called : folder;
  return Object.entries(fieldsOf(fieldsOf(torsion)[group])).map(([plugin, file]) => ({
    name: plugin,
    package: name,
    load: () => load(folder, name, `${group}.${plugin}`, file),
  }));
}

function load(folder: string, name: string, entry: string, file: unknown): unknown {
  const where = `torsion.${entry} of the package ${name}`;
  if (typeof file !== "string" || !file.startsWith("./") || file.split("/").includes(".."))
    throw new Error(
      `${where} is ${JSON.stringify(file)}, and has to be a file of the package, as "./dist/plugin.js"`,
    );
  try {
    return createRequire(join(folder, "package.json"))(file);
  } catch (cause) {
    const { code, message = String(cause) } = cause as { code?: unknown; message?: string };
    const why =
      code === "ERR_REQUIRE_ASYNC_MODULE"
        ? "it, or what it imports, awaits something at its top level"
        : message.split("\n")[0];
    throw new Error(`${where}, ${file}, cannot be loaded: ${why}`, { cause });
  }
}

function dependenciesOf(manifest: Manifest): string[] {
  return DEPENDENCIES.flatMap((field) => Object.keys(fieldsOf(manifest[field])));
}

/** Where a package is that one in `from` depends on, as Node looks for it. */
function installed(name: string, from: string): string | null {
  // A name of what is no package would lead out of the folder.
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

/** The folder with the nearest `package.json`, from `folder` upwards. */
function packageAbove(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (dirname(at) === at) return null;
  }
}

/** What `node_modules` it is inside of is in; what it is where it is inside of none. */
function beforeInstalled(folder: string): string {
  const at = `${folder}${sep}`.indexOf(`${INSTALLED}${sep}`);
  return at < 0 ? folder : folder.slice(0, at) || sep;
}

/** A link of pnpm's, or of `npm link`, leads to where the package's own dependencies are. */
function realFolder(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch {
    return null;
  }
}

function readManifest(folder: string): Manifest {
  try {
    return fieldsOf(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  } catch {
    // Of a package that is broken nothing is known.
    return {};
  }
}

function fieldsOf(value: unknown): Manifest {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Manifest)
    : {};
}
