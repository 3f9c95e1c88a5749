/** How often systemd wants to hear that a program is alive: sd_watchdog_enabled(3). */
import type { IEnvironment } from "../../net/index.ts";

/** A second is what others take; a shorter one than this would be all that a program does. */
const LEAST = 0.01;

/** Half of what systemd waits for, in seconds; `null` where it does not wait, or not for this process. */
export function watchdogSeconds(environment: IEnvironment): number | null {
  const microseconds = environment.variable("WATCHDOG_USEC") ?? "";
  if (!/^\d{1,15}$/.test(microseconds) || Number(microseconds) === 0) return null;
  const pid = environment.variable("WATCHDOG_PID");
  if (pid !== undefined && pid !== String(environment.pid)) return null;
  return Math.max(Number(microseconds) / 1e6 / 2, LEAST);
}
