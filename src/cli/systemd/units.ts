/**
 * From a command line and what was chosen for it to units.
 *
 * Rule: what would fail only later, under systemd, fails here where it can be known: a relative path, a file in a folder that
 * is read-only, privileges that are to be dropped by the program and are not there.
 */
import { isAbsolute } from "node:path";
import { AFTER_GRACE_SECONDS, graceOf } from "../drain.ts";
import { logFileOf } from "../log-destinations.ts";
import { UnitError } from "./errors.ts";
import { isLowPort, socketLines } from "./socket-lines.ts";
import { type OwnDirectory, serviceUnit, socketUnit, type UnitSettings } from "./unit-file.ts";
import { isBelow, type ModeOf, readsHome, unseenPaths } from "./unseen-paths.ts";
import { listeningInstead, type WrappedCommand } from "./wrapped-command.ts";

/** The options of `twist systemd-unit`. */
export interface UnitChoices {
  readonly name?: string;
  readonly description?: string;
  readonly user?: string;
  readonly socket?: boolean;
  readonly "low-ports"?: boolean;
  readonly state?: boolean;
  readonly logs?: boolean;
  readonly runtime?: boolean;
  readonly "working-directory"?: string;
  readonly watchdog: number;
}

/** Where Node.js and `twist` are. */
export interface Installed {
  readonly node: string;
  readonly main: string;
  readonly modeOf: ModeOf;
}

export interface Units {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** What will keep the program from running, as far as can be seen. */
  readonly warnings: readonly string[];
}

export function unitsFor(
  wrapped: WrappedCommand,
  choices: UnitChoices,
  { node, main, modeOf }: Installed,
): Units {
  const { options, program, file, listens } = wrapped;
  for (const option of ["uid", "gid"])
    if (options[option] !== undefined)
      throw new UnitError(
        `systemd drops privileges before the program begins: --user instead of --${option}`,
      );
  const name = choices.name ?? program.replace(/[^\w:.-]+/g, "-");
  if (!/^[\w:.-]{1,200}$/.test(name)) throw new UnitError(`"${name}" is no name for a unit`);
  if (choices.socket && listens.length === 0)
    throw new UnitError("nothing says where it listens: --listen, in the program's options");
  const workingDirectory = choices["working-directory"] ?? null;
  if (workingDirectory !== null && !isAbsolute(workingDirectory))
    throw new UnitError(`--working-directory ${workingDirectory} is no full path`);
  const sockets = choices.socket
    ? listens.flatMap(({ description }) => socketLines(description))
    : [];
  const words = choices.socket
    ? listeningInstead(wrapped, (_description, index) => `systemd:index=${index}`)
    : wrapped.words;
  const { config } = options;
  if (typeof config === "string" && !isAbsolute(config))
    throw new UnitError(`--config ${config} is no full path`);
  const read = [node, main, file, config].filter((path) => typeof path === "string");
  const settings: UnitSettings = {
    name,
    description: choices.description ?? `${name}, run by twist`,
    command: [node, main, ...words],
    user: choices.user ?? null,
    workingDirectory,
    directories: directoriesOf(choices),
    lowPorts:
      choices["low-ports"] === true ||
      (!choices.socket && listens.some(({ description }) => isLowPort(description))),
    readsHome: readsHome([...read, ...(workingDirectory === null ? [] : [workingDirectory])]),
    watchdog: choices.watchdog,
    stopping: Math.ceil(graceOf(options)) + AFTER_GRACE_SECONDS,
    reopensLog: logFileOf(options) !== null,
    sockets,
  };
  checkWritten(wrapped, settings);
  return {
    files: [
      { file: `${name}.service`, text: serviceUnit(settings) },
      ...(choices.socket ? [{ file: `${name}.socket`, text: socketUnit(settings) }] : []),
    ],
    // Of a user of its own the permissions are not known.
    warnings: settings.user === null ? unseenPaths(read, modeOf) : [],
  };
}

const BY_CHOICE = { state: "State", logs: "Logs", runtime: "Runtime" } as const;
const ROOTS: Readonly<Record<OwnDirectory, string>> = {
  State: "/var/lib",
  Logs: "/var/log",
  Runtime: "/run",
};

function directoriesOf(choices: UnitChoices): readonly OwnDirectory[] {
  const all = Object.keys(BY_CHOICE) as (keyof typeof BY_CHOICE)[];
  return all.filter((choice) => choices[choice]).map((choice) => BY_CHOICE[choice]);
}

/** Complain of a file that could not be written where it is. */
function checkWritten(
  { options, listens }: WrappedCommand,
  { name, directories, sockets }: UnitSettings,
): void {
  const folders = directories.map((kind) => `${ROOTS[kind]}/${name}`);
  const files = [
    ["--log-file", logFileOf(options)],
    ["--pid-file", options["pid-file"]],
  ].filter(([, path]) => typeof path === "string");
  const listened = sockets.length > 0 ? [] : listens.map(({ description }) => description);
  const unix = (option: string, description: string): void => {
    const [, path] = /^unix:(?:address=)?(\/[^:]*)/.exec(description) ?? [];
    if (path !== undefined) files.push([option, path]);
  };
  for (const description of listened) unix("--listen", description);
  if (typeof options.inspect === "string") unix("--inspect", options.inspect);
  for (const [option, path] of files as [string, string][]) {
    if (!isAbsolute(path)) throw new UnitError(`${option} ${path} is no full path`);
    if (!folders.some((folder) => isBelow(path, folder)))
      throw new UnitError(
        `${option} ${path} could not be written: use ${Object.values(ROOTS)
          .map((root) => `${root}/${name}`)
          .join(", ")}, with --state, --logs, or --runtime`,
      );
  }
}
