/**
 * What went wrong, as the user is told it: one message, and what can be done where that is known.
 *
 * Rules: never a stack trace; a mistake in the user's own file has its line; the status says whether it was the command line.
 */
import { CannotListenError } from "../net/index.ts";
import { placeOf, programFrames } from "../resources/index.ts";
import { EX_ERROR, EX_USAGE } from "./exit-status.ts";
import { inPlainWords, isSystemError } from "./system-error.ts";

export interface Complaint {
  readonly text: string;
  readonly status: number;
}

/** By name, so that those of another copy of this package count: a plugin may have brought its own. */
const OF_THE_COMMAND_LINE: readonly string[] = [
  "InvalidDescriptionError",
  "InvalidPortError",
  "UsageError",
];
const MISTAKES: readonly unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError];
const MOST_CAUSES = 16;

export function complaintOf(thrown: unknown): Complaint {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const status = OF_THE_COMMAND_LINE.includes(error.name) ? EX_USAGE : EX_ERROR;
  const said =
    isSystemError(error) && error.path !== undefined
      ? `${error.path}: ${inPlainWords(error)}`
      : `${error.message}${lineOfProgram(error)}`;
  const advice = adviceFor(error);
  return { text: `twist: ${said}\n${advice === null ? "" : `(${advice})\n`}`, status };
}

/** What says nothing of where it belongs is a mistake in a file of the user's: ` (/path/service.js:3:7)`. */
function lineOfProgram(error: Error): string {
  if (!MISTAKES.includes(error.constructor)) return "";
  const [frame] = programFrames(error);
  return frame === undefined ? "" : ` (${placeOf(frame)})`;
}

/** For what everybody runs into. */
function adviceFor(error: Error): string | null {
  let cause: unknown = error;
  for (let depth = 0; depth < MOST_CAUSES && cause instanceof Error; depth++) {
    if (cause instanceof CannotListenError) return onPort(cause);
    cause = cause.cause;
  }
  return null;
}

function onPort({ address, cause }: CannotListenError): string | null {
  const { code } = Object(cause) as { code?: unknown };
  const [, digits] = /:(\d+)$/.exec(address) ?? [];
  if (digits === undefined) return null;
  if (code === "EADDRINUSE")
    return `another program has this port: which one says ss -tlnp 'sport = :${digits}'`;
  return code === "EACCES" && Number(digits) < 1024
    ? "ports below 1024 are root's: take another one, have systemd open it (twist help systemd-unit), or start as root with --uid"
    : null;
}
