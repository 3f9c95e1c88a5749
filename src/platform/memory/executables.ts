/** What can be run on the hosts of a simulated network: scripts, by path, and the folders that follow from that. */
import { PlatformError } from "../errors.ts";
import type { ChildScript } from "./scripted-child.ts";

/** Where programs are looked for without a `PATH`. */
const DEFAULT_PATH = "/usr/bin:/bin";
/** What a program of a host has in its own environment. */
export const HOST_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
};

export class Executables {
  /** By path, `host:` before it where it is of one host alone; `null`: a file that is no program. */
  readonly #scripts = new Map<string, ChildScript | null>();
  readonly #folders = new Set(["/", "/tmp"]);

  set(path: string, script: ChildScript | null, host?: string): void {
    if (!path.startsWith("/") || path.endsWith("/"))
      throw new RangeError(`"${path}" is not the full path of an executable`);
    this.#scripts.set(host === undefined ? path : `${host}:${path}`, script);
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1))
      this.#folders.add(path.slice(0, at));
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path === "/" ? path : path.replace(/\/+$/, ""));
  }

  /** As execvp(3) finds it: throws `ENOENT` where it is not, `EACCES` where it cannot be run. */
  find(
    executable: string,
    { host, path, directory }: { host: string; path: string | undefined; directory: string },
  ): { readonly path: string; readonly script: ChildScript } {
    let code = "ENOENT";
    for (const candidate of candidates(executable, path ?? DEFAULT_PATH, directory)) {
      const own = this.#scripts.get(`${host}:${candidate}`);
      const script = own === undefined ? this.#scripts.get(candidate) : own;
      if (script) return { path: candidate, script };
      if (script === null || this.#folders.has(candidate)) code = "EACCES";
    }
    throw new PlatformError(code, `cannot run ${executable} on ${host}: ${code}`);
  }
}

function candidates(executable: string, path: string, directory: string): readonly string[] {
  if (executable.startsWith("/")) return [executable];
  const under = (folder: string): string => `${folder.replace(/\/+$/, "")}/${executable}`;
  if (executable.includes("/")) return [under(directory).replaceAll("/./", "/")];
  return executable === "" ? [] : path.split(":").map(under);
}
