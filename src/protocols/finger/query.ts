/** The one line that a client of RFC 1288 says, read and written; and text without what could drive a terminal. */
import { text } from "../../bytes/index.ts";
import { FingerQueryError } from "./errors.ts";

export const MAX_QUERY_LENGTH = 512;

export interface FingerQuery {
  /** `""`: everybody who is there. */
  readonly user: string;
  /** Ask that host instead; `null`: this one. */
  readonly host: string | null;
  /** More about them: `/W`. */
  readonly slashW: boolean;
}

const CONTROL = /\p{Cc}/u;

/** Throws `FingerQueryError`. */
export function readQuery(line: Uint8Array): FingerQuery {
  const said = text(line);
  const words = said.split(/[ \t]+/).filter((word) => word !== "");
  const slashW = words[0]?.toUpperCase() === "/W";
  const [name = "", ...more] = slashW ? words.slice(1) : words;
  if (more.length > 0 || CONTROL.test(said.replaceAll("\t", " ")))
    throw new FingerQueryError(`${JSON.stringify(said.slice(0, 100))} is no query`);
  const at = name.lastIndexOf("@");
  if (at < 0) return { user: name, host: null, slashW };
  return { user: name.slice(0, at), host: name.slice(at + 1), slashW };
}

/** @param who `""`, `user`, `user@host` or `@host`. Throws `FingerQueryError`. */
export function writeQuery(who: string, slashW: boolean): string {
  if (/\s/.test(who) || CONTROL.test(who))
    throw new FingerQueryError(`${JSON.stringify(who.slice(0, 100))} is no user`);
  const line = slashW ? `/W ${who}`.trimEnd() : who;
  if (new TextEncoder().encode(line).length > MAX_QUERY_LENGTH)
    throw new FingerQueryError(`a query of more than ${MAX_QUERY_LENGTH} bytes`);
  return line;
}

/** Lines and tabs, and no other control characters: not those that a terminal obeys (section 3.3). */
export function plainText(said: string): string {
  return said.replaceAll("\r\n", "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
}
