/** Pictures of a run that failed, in files: to look at, and for Wireshark. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { htmlTrace, pcapTrace, type RunResult } from "../../testing/index.ts";

/** Write them into `folder`, which is made; a later failure of the same seed takes their place. Gives the paths. */
export function writePictures(folder: string, name: string, { run, trace }: RunResult): string[] {
  mkdirSync(folder, { recursive: true });
  const file = `${plain(name)}-seed-${run.seed}`;
  const page = join(folder, `${file}.html`);
  const packets = join(folder, `${file}.pcapng`);
  writeFileSync(page, htmlTrace(trace, { title: `${name}, seed ${run.seed}` }));
  writeFileSync(packets, pcapTrace(trace));
  return [page, packets];
}

const LONGEST = 100;

/** As any file system takes it. Where that is not the name any more, a hash keeps names apart. */
function plain(name: string): string {
  const text = name.replace(/[^\w-]+/g, "-").slice(0, LONGEST);
  const isLost = name.length > LONGEST || /[^\u0020-\u007e]/.test(name);
  return isLost ? `${text}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}` : text;
}
