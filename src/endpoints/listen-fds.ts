/**
 * The descriptors that systemd, or what does as it does, has handed over: sd_listen_fds(3).
 *
 * Rule: they are for the process whose number `LISTEN_PID` is. What a parent was given and we have inherited is not ours.
 */
import type { IEnvironment } from "../net/index.ts";

/** SD_LISTEN_FDS_START: the numbers before are standard input, output and error. */
const FIRST = 3;
/** Far beyond what any unit has: a number that is none is not to take the memory. */
const MOST = 10_000;

/** A descriptor that systemd has handed over. */
export interface ListenFD {
  readonly fd: number;
  /** `FileDescriptorName=`, or the socket unit's name; `unknown` where there are no names. */
  readonly name: string;
}

/** In the order of the numbers; none where nothing was handed over, or not to us. */
export function listenFDs(environment: IEnvironment): readonly ListenFD[] {
  if (environment.variable("LISTEN_PID") !== String(environment.pid)) return [];
  const text = environment.variable("LISTEN_FDS") ?? "";
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count > MOST) return [];
  const names = (environment.variable("LISTEN_FDNAMES") ?? "").split(":");
  return Array.from({ length: count }, (_, index) => ({
    fd: FIRST + index,
    name: names[index] || "unknown",
  }));
}

/** For messages: what there is, and why not more. */
export function describeListenFDs(environment: IEnvironment): string {
  const found = listenFDs(environment).map(
    ({ fd, name }, index) => `${index} "${name}" (descriptor ${fd})`,
  );
  if (found.length > 0) return `systemd has handed over ${found.join(", ")}`;
  const pid = environment.variable("LISTEN_PID");
  if (pid === undefined) return "systemd has handed nothing over: there is no LISTEN_PID";
  if (pid !== String(environment.pid))
    return `systemd has handed nothing over to this process, ${environment.pid}: LISTEN_PID is ${pid}; it has to start this program itself, and no shell or npx that does`;
  return `systemd has handed nothing over: LISTEN_FDS is ${environment.variable("LISTEN_FDS") ?? "not set"}`;
}
