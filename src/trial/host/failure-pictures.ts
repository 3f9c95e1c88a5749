/** Pictures of a run that failed, in files: to look at, and for Wireshark. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { htmlTrace, pcapTrace, type RunResult } from "../../testing/index.ts";

/** Write them into `folder`, which is made; a later failure of the same seed takes their place. Gives the paths. */
export function writePictures(folder: string, name: string, { run, trace }: RunResult): string[] {
  mkdirSync(folder, { recursive: true });
  const file = `${name}-seed-${run.seed}`.replace(/[^\w-]+/g, "-");
  const page = join(folder, `${file}.html`);
  const packets = join(folder, `${file}.pcapng`);
  writeFileSync(page, htmlTrace(trace, { title: `${name}, seed ${run.seed}` }));
  writeFileSync(packets, pcapTrace(trace));
  return [page, packets];
}
