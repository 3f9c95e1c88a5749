/**
 * Does anybody of a process group live?
 *
 * One who has ended, and whom its parent has not waited for, is dead. Only where there is `/proc` is that seen;
 * elsewhere it counts as living.
 *
 * Rule: to look through all processes takes long, and it is asked about many groups again and again; so at most a
 * tenth of the time is spent on it. A group that has just died may count as living a little longer, never the other
 * way round.
 */
import { readdirSync, readFileSync } from "node:fs";

/** How much longer than it took to look is what was seen good for. */
const GOOD_FOR = 9;

export class ProcessGroups {
  readonly #proc: string;
  readonly #now: () => number;
  /** `null` where there is no list of processes. */
  #seen: Seen | null = { groups: new Map(), processes: new Set() };
  #goodUntil = Number.NEGATIVE_INFINITY;

  constructor(proc = "/proc", now: () => number = () => performance.now()) {
    this.#proc = proc;
    this.#now = now;
  }

  /**
   * @param group its number, which is the process number of the one who led it.
   * @param led the leader has not been waited for yet. If it has been, a process of that number is a new one: nobody of
   * the group was left, and the host has given its number to somebody else.
   */
  lives(group: number, led: boolean): boolean {
    try {
      process.kill(-group, 0);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === "ESRCH") return false;
    }
    // One that is not known has come since.
    if (this.#now() >= this.#goodUntil || this.#seen?.groups.has(group) === false) this.#look();
    // … and what was seen may have been the leader itself, before it ended.
    else if (!led && this.#seen?.processes.has(group)) this.#look();
    if (this.#seen === null) return true;
    if (!led && this.#seen.processes.has(group)) return false;
    return this.#seen.groups.get(group) === true;
  }

  #look(): void {
    const begun = this.#now();
    this.#seen = lookIn(this.#proc);
    const ended = this.#now();
    this.#goodUntil = ended + GOOD_FOR * (ended - begun);
  }
}

interface Seen {
  /** By the group's number: does anybody of it live? */
  readonly groups: ReadonlyMap<number, boolean>;
  readonly processes: ReadonlySet<number>;
}

function lookIn(proc: string): Seen | null {
  let entries: readonly string[];
  try {
    entries = readdirSync(proc).filter((entry) => /^\d+$/.test(entry));
  } catch {
    return null;
  }
  if (entries.length === 0) return null;
  const groups = new Map<number, boolean>();
  for (const pid of entries) {
    const stat = read(`${proc}/${pid}/stat`);
    if (stat === null) continue;
    // `pid (name) state parent group …`; a name may hold anything, brackets too.
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const lives = state !== "Z" && state !== "X";
    groups.set(Number(group), lives || groups.get(Number(group)) === true);
  }
  return { groups, processes: new Set(entries.map(Number)) };
}

/** `null`: it has ended meanwhile. */
function read(file: string): string | null {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return null;
  }
}
