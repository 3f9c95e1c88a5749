/**
 * What a program under systemd could not read, though who writes the unit can: found before it is installed, and said.
 *
 * Rule: files are asked about through an argument, and only their permissions.
 */

/** The permissions of a file, as `stat` has them; `null` where it is not there. */
export type ModeOf = (path: string) => number | null;

const OTHERS_ENTER = 0o001;
const OTHERS_READ = 0o004;
/** systemd gives the program empty ones of its own. */
const PRIVATE = ["/tmp", "/var/tmp"];
const HOMES = ["/home", "/root", "/run/user"];

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

export function readsHome(paths: readonly string[]): boolean {
  return paths.some((path) => HOMES.some((home) => isBelow(path, home)));
}

/** A sentence for each of `paths` that a stranger to the machine cannot read. */
export function unseenPaths(paths: readonly string[], modeOf: ModeOf): readonly string[] {
  return paths.flatMap((path) => {
    const hidden = PRIVATE.find((folder) => isBelow(path, folder));
    if (hidden !== undefined)
      return [
        `${path} will not be found: it is in ${hidden}, and the unit gives the program a ${hidden} of its own`,
      ];
    const mode = modeOf(path);
    if (mode === null) return [`${path} is not there`];
    const closed = foldersOf(path).find((folder) => ((modeOf(folder) ?? 0) & OTHERS_ENTER) === 0);
    if (closed !== undefined)
      return [
        `${path} cannot be reached by the user of the program: ${closed} is closed to others`,
      ];
    return (mode & OTHERS_READ) === 0 ? [`${path} cannot be read by the user of the program`] : [];
  });
}

/** `/`, `/srv`, `/srv/app` of `/srv/app/main.js`. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_part, i) => parts.slice(0, i + 1).join("/") || "/");
}
