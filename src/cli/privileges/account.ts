/**
 * Whom `--uid` and `--gid` mean, by name or by number: passwd(5), group(5).
 *
 * Rule: a user without a group has its primary one; what is not known is an error, and never the user or the group that the
 * program has already.
 */
import { PrivilegesError } from "./errors.ts";

export interface Account {
  /** `null`: a number that nobody has. */
  readonly name: string | null;
  readonly uid: number;
  readonly gid: number;
}

/** The fields of an entry, by its name or its number; `null` where there is none. */
export type Lookup = (database: "passwd" | "group", key: string) => readonly string[] | null;

/** The greatest number; one more means "leave it as it is" to the kernel. */
const LARGEST_ID = 2 ** 32 - 2;

/** Throws `PrivilegesError`. */
export function accountFor(user: string, group: string | undefined, lookup: Lookup): Account {
  const entry = lookup("passwd", user);
  if (entry === null && !/^\d+$/.test(user))
    throw new PrivilegesError(`there is no user "${user}"`);
  const uid = idOf(entry?.[2] ?? user, `user "${user}"`);
  const name = entry?.[0] ?? null;
  if (uid === 0)
    throw new PrivilegesError(
      `"${user}" is root: --uid is there to be somebody else, and without it nothing changes`,
    );
  if (group === undefined) {
    if (entry === null)
      throw new PrivilegesError(
        `user ${user} has no account, and so no primary group: give --gid too`,
      );
    return { name, uid, gid: idOf(entry[3] ?? "", `the primary group of "${user}"`) };
  }
  const groupEntry = lookup("group", group);
  if (groupEntry === null && !/^\d+$/.test(group))
    throw new PrivilegesError(`there is no group "${group}"`);
  return { name, uid, gid: idOf(groupEntry?.[2] ?? group, `group "${group}"`) };
}

function idOf(text: string, what: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text) && id <= LARGEST_ID) return id;
  throw new PrivilegesError(`${what} has no number from 0 to ${LARGEST_ID}`);
}

/** The fields of the line of `key`, in the text of a database. */
export function entryIn(text: string, key: string): readonly string[] | null {
  const entries = text.split("\n").map((line) => line.split(":"));
  // A name that looks like a number is a name.
  const found =
    entries.find((fields) => fields[0] === key) ??
    (/^\d+$/.test(key) ? entries.find((fields) => fields[2] === key) : undefined);
  return found !== undefined && key !== "" ? found : null;
}
