/**
 * To become somebody else, for good.
 *
 * Rules: groups first, then the group, then the user, since each step takes the right to the one before it. That there is
 * no way back is not believed but tried: each is gone, and has to be closed, for every thread of the process. Whoever is
 * told that it failed must end the program; it may be root.
 */
import type { Account } from "./account.ts";
import { PrivilegesError } from "./errors.ts";

/** What a process has to say and to change who it is: `process` has all of it, where there are users. */
export type Credentials = Pick<
  Required<NodeJS.Process>,
  | "getuid"
  | "geteuid"
  | "getgid"
  | "getegid"
  | "getgroups"
  | "setuid"
  | "seteuid"
  | "setgid"
  | "setegid"
  | "setgroups"
> & {
  /** Not in the types of Node.js. */
  initgroups(user: string | number, group: string | number): void;
};

/** `/proc/self/task/TID/status` of each thread; none where the system has no such thing. */
export type ThreadStatuses = () => readonly string[];

/** Throws `PrivilegesError`. */
export function dropPrivileges(
  who: Credentials,
  { name, uid, gid }: Account,
  threads: ThreadStatuses,
): void {
  try {
    if (name === null) who.setgroups([gid]);
    else who.initgroups(name, gid);
    who.setgid(gid);
    who.setuid(uid);
  } catch (thrown) {
    const { message } = thrown as Error;
    throw new PrivilegesError(`cannot become user ${name ?? uid}: ${message}`, { cause: thrown });
  }
  proveDropped(who, { uid, gid }, threads);
}

/** Are we that user and group already, and no other? */
export function isAlready(who: Credentials, { uid, gid }: Account): boolean {
  return (
    who.getuid() === uid && who.geteuid() === uid && who.getgid() === gid && who.getegid() === gid
  );
}

/** That the process is who it is to be, and cannot be root again. Throws `PrivilegesError`. */
export function proveDropped(
  who: Credentials,
  { uid, gid }: Pick<Account, "uid" | "gid">,
  threads: ThreadStatuses,
): void {
  if (!isAlready(who, { name: null, uid, gid }))
    throw new PrivilegesError(
      `the process is not the user ${uid} and the group ${gid}, though it was told to be`,
    );
  const waysBack: Readonly<Record<string, () => void>> = {
    setuid: () => who.setuid(0),
    seteuid: () => who.seteuid(0),
    ...(gid !== 0 && { setgid: () => who.setgid(0), setegid: () => who.setegid(0) }),
    setgroups: () => who.setgroups([0]),
  };
  const open = Object.keys(waysBack).filter((name) => succeeds(waysBack[name]!));
  if (open.length > 0)
    throw new PrivilegesError(
      `privileges were dropped, and could be regained by ${open.join(", ")}`,
    );
  const groups = who.getgroups();
  for (const status of threads()) checkThread(status, { uid, gid, groups });
}

function succeeds(way: () => void): boolean {
  try {
    way();
    return true;
  } catch {
    return false;
  }
}

interface Expected {
  readonly uid: number;
  readonly gid: number;
  /** Of the thread that asks; the kernel has them for each. */
  readonly groups: readonly number[];
}

/** Real, effective, saved and of the file system: all the same; no group more, and no capability. */
function checkThread(status: string, { uid, gid, groups }: Expected): void {
  const field = (name: string): string =>
    new RegExp(`^${name}:(.*)$`, "m").exec(status)?.[1]?.trim().replace(/\s+/g, " ") ?? "";
  const four = (id: number): string => Array(4).fill(id).join(" ");
  const own = field("Groups").split(" ").filter(Boolean).map(Number);
  const wrong = [
    field("Uid") !== four(uid) && `Uid ${field("Uid")}`,
    field("Gid") !== four(gid) && `Gid ${field("Gid")}`,
    own.some((group) => group !== gid && !groups.includes(group)) && `Groups ${own.join(" ")}`,
    ...["CapInh", "CapPrm", "CapEff", "CapAmb"].map(
      (name) => /[^0]/.test(field(name)) && `${name} ${field(name)}`,
    ),
  ].filter((found) => found !== false);
  if (wrong.length > 0)
    throw new PrivilegesError(
      `privileges were dropped, and thread ${field("Pid")} has kept some: ${wrong.join(", ")}`,
    );
}
