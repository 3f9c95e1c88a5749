/**
 * The file that `twist run FILE` was given: a module that exports a service, or what makes one.
 *
 * Looked for under `default`, `service` and `application`, in this order: a service, a service maker,
 * or a function that is given the reactor and gives a service.
 */
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  IService,
  type IServiceMaker,
  type ServiceOptions,
  type ServiceReactor,
} from "../application/index.ts";
import { LoadError } from "./errors.ts";

const NAMES = ["default", "service", "application"] as const;

export async function loadFile(file: string): Promise<IServiceMaker> {
  const path = resolve(file);
  if (!existsSync(path)) throw new LoadError(`no such file: ${file}`);
  if (!statSync(path).isFile()) throw new LoadError(`not a file: ${file}`);
  const module = await importFile(file, path);
  const name = NAMES.find((candidate) => module[candidate] !== undefined);
  if (name === undefined)
    throw new LoadError(
      `${file} exports no service: export default a service, or a function (reactor) => service`,
    );
  return asMaker(file, name, module[name]);
}

async function importFile(file: string, path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (thrown) {
    const error = thrown as { code?: string; message?: string; stack?: string };
    if (error.code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(file))
      throw new LoadError(
        `${file}: this Node.js (${process.version}) runs no TypeScript: compile it first, or use 22.18 or newer`,
        { cause: thrown },
      );
    const message = `${error.message ?? String(thrown)}${placeIn(error.stack ?? "")}`;
    throw new LoadError(`${file} cannot be loaded: ${message}`, { cause: thrown });
  }
}

/** Where it was thrown, if that is in a file: ` (/path/file.js:3:7)`. */
function placeIn(stack: string): string {
  const [, url, position] = /(file:\/\/[^\s)]+?)((?::\d+){1,2})(?=[\s)]|$)/.exec(stack) ?? [];
  return url === undefined ? "" : ` (${fileURLToPath(url)}${position})`;
}

function asMaker(file: string, name: string, exported: unknown): IServiceMaker {
  if (isMaker(exported)) return exported;
  const make = (reactor: ServiceReactor, options: ServiceOptions): IService => {
    const service: unknown = typeof exported === "function" ? exported(reactor, options) : exported;
    if (IService.providedBy(service)) return service;
    const what = typeof exported === "function" ? `gave ${describe(service)}` : describe(exported);
    throw new LoadError(`${file}: export ${name} is no service (${what})`);
  };
  return { tapname: file, description: file, options: [], makeService: make };
}

function isMaker(exported: unknown): exported is IServiceMaker {
  const maker = exported as Partial<IServiceMaker> | null;
  return typeof maker?.makeService === "function" && Array.isArray(maker.options);
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of ${value.constructor?.name ?? "no class"}`;
}
