/** Does anybody of a process group live? */
import { readdirSync, readFileSync } from "node:fs";

/**
 * One who has ended, and whom its parent has not waited for, is dead. Only where there is `/proc` is that seen;
 * elsewhere it counts as living.
 *
 * @param group the number of the group, which is the process number of the one who led it.
 */
export function groupLives(group: number, proc = "/proc"): boolean {
  try {
    process.kill(-group, 0);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  let entries: readonly string[];
  try {
    entries = readdirSync(proc).filter((entry) => /^\d+$/.test(entry));
  } catch {
    return true;
  }
  return entries.length === 0 || entries.some((pid) => livesIn(group, `${proc}/${pid}/stat`));
}

function livesIn(group: number, file: string): boolean {
  let stat: string;
  try {
    stat = readFileSync(file, "latin1");
  } catch {
    return false;
  }
  // `pid (name) state parent group …`; a name may hold anything, brackets too.
  const [state, , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(of) === group && state !== "Z" && state !== "X";
}
