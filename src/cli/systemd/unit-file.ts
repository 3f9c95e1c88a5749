/**
 * The units of a program, as text: systemd.service(5), systemd.socket(5).
 *
 * Rule: pure; nothing is looked up, and each word of it comes from what it is given.
 */
import { sandbox } from "./sandbox.ts";
import { unitArgument, unitExecutable, unitValue } from "./unit-quoting.ts";

/** A folder of its own that systemd makes: below /var/lib, /var/log, /run. */
export type OwnDirectory = "State" | "Logs" | "Runtime";

export interface UnitSettings {
  /** Without its suffix. */
  readonly name: string;
  readonly description: string;
  /** All of the command line: the program with its full path, and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** `null`: one that systemd makes while it runs. */
  readonly user: string | null;
  readonly workingDirectory: string | null;
  readonly directories: readonly OwnDirectory[];
  readonly lowPorts: boolean;
  readonly readsHome: boolean;
  /** Seconds; 0: none. */
  readonly watchdog: number;
  /** Seconds that it has to end after SIGTERM. */
  readonly stopping: number;
  /** It logs to a file, which SIGHUP has it open anew. */
  readonly reopensLog: boolean;
  /** Of the `.socket`, where there is one. */
  readonly sockets: readonly string[];
}

export function serviceUnit(settings: UnitSettings): string {
  const { name, user, watchdog, sockets, workingDirectory } = settings;
  const [executable, ...args] = settings.command;
  return lines(
    "[Unit]",
    `Description=${unitValue(settings.description)}`,
    "Wants=network-online.target",
    "After=network-online.target",
    sockets.length > 0 && [`Requires=${name}.socket`, `After=${name}.socket`],
    "",
    "[Service]",
    "Type=notify",
    "# The messages come from systemd-notify, which is a child of the program.",
    "NotifyAccess=all",
    `ExecStart=${[unitExecutable(executable), ...args.map(unitArgument)].join(" ")}`,
    workingDirectory !== null && `WorkingDirectory=${unitValue(workingDirectory)}`,
    settings.reopensLog && "ExecReload=/bin/kill -HUP $MAINPID",
    "Restart=on-failure",
    "RestartSec=1",
    "# A command line that is wrong is so the next time, too.",
    "RestartPreventExitStatus=64",
    watchdog > 0 && `WatchdogSec=${watchdog}`,
    "# SIGTERM to the program, which ends what it has started; SIGKILL to all that are left.",
    "KillMode=mixed",
    "KillSignal=SIGTERM",
    `TimeoutStopSec=${settings.stopping}`,
    "",
    user === null ? "DynamicUser=yes" : `User=${unitValue(user)}`,
    settings.directories.map((kind) => `${kind}Directory=${name}`),
    "",
    sandbox(settings),
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    sockets.length > 0 && `Also=${name}.socket`,
  );
}

export function socketUnit({ description, sockets }: UnitSettings): string {
  return lines(
    "[Unit]",
    `Description=${unitValue(`${description} (socket)`)}`,
    "",
    "[Socket]",
    sockets,
    "",
    "[Install]",
    "WantedBy=sockets.target",
  );
}

function lines(...parts: readonly (string | false | readonly string[])[]): string {
  return `${parts.flatMap((part) => (part === false ? [] : part)).join("\n")}\n`;
}
