/** Paths as text: POSIX's, and without a look at any disk. */
import { InsecurePath } from "./errors.ts";

/** Absolute, without `.`, `..`, or `/` twice; `..` takes away a name, not what it leads to. */
export function absolutePath(path: string, currentDirectory: string): string {
  noNUL(path);
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${currentDirectory}/${path}`).split("/"))
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  return `/${names.join("/")}`;
}

/** Is `path` that folder, or inside of it? Both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}

/** Both are absolute, or as `name` of a child. */
export function joined(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** A name that is one of a child, and nothing else. */
export function checkName(name: string): void {
  noNUL(name);
  if (name === "" || name === "." || name === ".." || name.includes("/"))
    throw new InsecurePath(`${JSON.stringify(name)} is not the name of a child`);
}

function noNUL(path: string): void {
  if (path.includes("\0")) throw new InsecurePath(`${JSON.stringify(path)} has a NUL in it`);
}
