/**
 * Text as unit files want it: systemd.syntax(7), "Quoting" and "Command lines" of systemd.service(5), and specifiers of systemd.unit(5).
 *
 * Rule: what systemd makes of it is the text that went in, byte for byte, whatever it is; what it cannot be told is an error.
 */
import { UnitError } from "./errors.ts";

/** What means nothing to systemd, nor to a shell that a reader may think of. */
const PLAIN = /^[\w@+=:,./-]+$/;
const CONTROLS = /\p{Cc}/gu;

/** It would begin another line, go on with the next one, or be taken away. */
const NO_VALUE = /\p{Cc}|\\$|^\s|\s$/u;

/** A value that is taken as it stands, a path or a description: `%` would begin a specifier. Throws `UnitError`. */
export function unitValue(text: string): string {
  if (NO_VALUE.test(text))
    throw new UnitError(
      `${JSON.stringify(text)} cannot be said in a unit: a control character, a blank at an end, or a backslash at the end`,
    );
  return withoutSpecifiers(text);
}

function withoutSpecifiers(text: string): string {
  return text.replaceAll("%", "%%");
}

/** An argument of a command: `$` would begin a variable. */
export function unitArgument(text: string): string {
  return quoted(withoutSpecifiers(text).replaceAll("$", "$$$$"));
}

/** What a command begins with; no variable is looked for in it. */
export function unitExecutable(path: string): string {
  return quoted(withoutSpecifiers(path));
}

function quoted(text: string): string {
  if (PLAIN.test(text)) return text;
  const inner = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(CONTROLS, (character) => escaped(character));
  return `"${inner}"`;
}

/** By the bytes of UTF-8: a unit file has none of these as they are. */
function escaped(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
