/**
 * `--uid`, `--gid`: root opens the ports, and somebody else serves them. `--umask`: what others may do with its files.
 *
 * Rules: what is asked is checked before anything is opened, and done when the services have started as far as it takes
 * privileges; where it cannot be done, or undone, the program ends. There is no `--chroot`, and the reason is said.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type OptionSpec, type ServiceOptions, UsageError } from "../../application/index.ts";
import { Logger } from "../../logger/index.ts";
import type { Feature } from "../feature.ts";
import { logFileOf } from "../log-destinations.ts";
import { type Account, accountFor, entryIn, type Lookup } from "./account.ts";
import {
  type Credentials,
  dropPrivileges,
  isAlready,
  proveDropped,
  type ThreadStatuses,
} from "./drop-privileges.ts";
import { PrivilegesError } from "./errors.ts";
import { canReopen, handOver } from "./hand-over.ts";

const log: Logger = new Logger({ namespace: "twist" });

const GROUP = "Privileges";

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "uid",
    value: "user",
    group: GROUP,
    help: "become this user, a name or a number, when the ports are open",
  },
  {
    name: "gid",
    value: "group",
    group: GROUP,
    help: "with --uid, this group instead of the user's own",
  },
  {
    name: "umask",
    value: "octal",
    group: GROUP,
    help: "what others may not do with the files that it makes, as 027",
    parse: (text) => {
      if (/^0?[0-7]{1,3}$/.test(text)) return Number.parseInt(text, 8);
      throw new RangeError("It has to be three digits from 0 to 7, as 027.");
    },
  },
  {
    name: "chroot",
    value: "folder",
    group: GROUP,
    help: "is not there: use RootDirectory= of systemd, or a container",
    parse: () => {
      throw new RangeError(
        "Node.js cannot change its root, and would find neither its modules nor its resolver there: use RootDirectory= in a systemd unit (twist systemd-unit), or a container.",
      );
    },
  },
];

/** What of the process the feature works with. */
export interface PrivilegesWorld {
  readonly who: Partial<Credentials>;
  readonly lookup: Lookup;
  readonly threads: ThreadStatuses;
  umask(mask: number): unknown;
  variable(name: string): string | undefined;
}

const here: PrivilegesWorld = {
  who: process as Partial<Credentials>,
  lookup: (database, key) => {
    const local = entryIn(readFileSync(`/etc/${database}`, "utf8"), key);
    if (local !== null) return local;
    // Accounts that are not in files: of LDAP, say, or that systemd makes.
    const { stdout } = spawnSync("getent", [database, key], { encoding: "utf8", timeout: 10_000 });
    return stdout ? stdout.trim().split(":") : null;
  },
  threads: statusesOfThreads,
  umask: (mask) => process.umask(mask),
  variable: (name) => process.env[name],
};

/** @param world by default, this process. */
export function privileges(world: PrivilegesWorld = here): Feature {
  return {
    options: OPTIONS,
    prepare(options) {
      if (typeof options.umask === "number") world.umask(options.umask);
      wanted(options, world);
    },
    join({ options }) {
      const change = wanted(options, world);
      if (change === null) return null;
      return { privilegedStarted: () => become(change, options, world) };
    },
  };
}

interface Change {
  readonly who: Credentials;
  readonly account: Account;
}

/** `null` where nothing was asked. Throws `PrivilegesError` for what cannot be. */
function wanted(
  { uid, gid }: ServiceOptions,
  { who, lookup, variable }: PrivilegesWorld,
): Change | null {
  if (uid === undefined) {
    if (gid === undefined) return null;
    throw new UsageError("--gid without --uid would leave the program root: give --uid too");
  }
  if (who.setuid === undefined)
    throw new PrivilegesError("--uid: this system has no users to become");
  const account = accountFor(String(uid), gid === undefined ? undefined : String(gid), lookup);
  const whole = who as Credentials;
  if (whole.geteuid() !== 0 && !isAlready(whole, account))
    throw new PrivilegesError(
      `--uid ${uid}: only root can become somebody else, and this is user ${whole.geteuid()}`,
    );
  const ring = variable("UV_USE_IO_URING");
  if (ring !== undefined && ring !== "0")
    throw new PrivilegesError(
      "--uid with UV_USE_IO_URING: files would be opened with the privileges of root all the same",
    );
  return { who: whole, account };
}

function become(
  { who, account }: Change,
  options: ServiceOptions,
  { threads }: PrivilegesWorld,
): void {
  const { uid, gid } = account;
  const user = account.name ?? uid;
  if (isAlready(who, account)) {
    proveDropped(who, account, threads);
    return;
  }
  const file = logFileOf(options);
  if (file !== null) handOver(file, account);
  dropPrivileges(who, account, threads);
  log.info("has become user {user} ({uid}, group {gid}), and cannot be root again", {
    user,
    uid,
    gid,
  });
  if (file !== null && !canReopen(file))
    log.warn("the log file {file} stays open, but user {user} could not open it again", {
      file,
      user,
    });
}

/** Linux has them. A thread that has ended meanwhile is none any more. */
function statusesOfThreads(): readonly string[] {
  const folder = "/proc/self/task";
  const reading = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch {
      return otherwise;
    }
  };
  const ids = reading(() => readdirSync(folder), []);
  return ids
    .map((id) => reading(() => readFileSync(`${folder}/${id}/status`, "utf8"), ""))
    .filter((status) => status !== "");
}
