/**
 * Who may use a SOCKS server, and by which password: a line each, `name:password`.
 *
 * Rules: comparing takes equally long whatever is wrong, the name or any byte of the password. No message has a password in it.
 */
import { utf8 } from "../../bytes/index.ts";
import { SOCKSUsersError } from "./errors.ts";
import { MAX_FIELD } from "./message.ts";
import type { SOCKSCredentials } from "./server-options.ts";

/** By name. */
export type SOCKSUsers = ReadonlyMap<string, string>;

/**
 * Take the lines apart. A name ends at its first colon, a password with its line; empty lines, and those that begin with `#`,
 * say nothing. Throws `SOCKSUsersError`, which has the line: no colon, more than 255 bytes or none, a name twice, nobody.
 */
export function parseSOCKSUsers(text: string): SOCKSUsers {
  const users = new Map<string, string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const wrong = (what: string): SOCKSUsersError => new SOCKSUsersError(what, at + 1);
    const colon = line.indexOf(":");
    if (colon < 0) throw wrong("it is no name:password");
    const [name, password] = [line.slice(0, colon), line.slice(colon + 1)];
    for (const [what, field] of [
      ["name", name],
      ["password", password],
    ] as const) {
      const { length } = utf8(field);
      if (length === 0 || length > MAX_FIELD)
        throw wrong(`the ${what} has ${length} bytes, and may have 1 to ${MAX_FIELD}`);
    }
    if (users.has(name)) throw wrong(`${JSON.stringify(name)} was there before`);
    users.set(name, password);
  }
  if (users.size === 0) throw new SOCKSUsersError("there is nobody", 1);
  return users;
}

/** The `authenticate` of a server that those may use. Version 4, which has no passwords, nobody may. */
export function authenticateSOCKSUsers(
  users: SOCKSUsers,
): (credentials: SOCKSCredentials) => boolean {
  const secrets = new Map([...users].map(([name, password]) => [name, padded(password)]));
  const nobodys = padded("");
  return ({ username, password }) => {
    const secret = secrets.get(username);
    const isSame = isEqual(padded(password ?? ""), secret ?? nobodys);
    return isSame && secret !== undefined && password !== null;
  };
}

/** Its length and its bytes, and zeros: all passwords are equally long. */
function padded(password: string): Uint8Array {
  const bytes = utf8(password);
  const all = new Uint8Array(2 + MAX_FIELD);
  all.set([bytes.length >> 8, bytes.length & 0xff]);
  all.set(bytes.subarray(0, MAX_FIELD), 2);
  return all;
}

/** `node:crypto` has `timingSafeEqual`; this room knows no runtime. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let different = 0;
  for (let at = 0; at < a.length; at++) different |= a[at]! ^ b[at]!;
  return different === 0;
}
