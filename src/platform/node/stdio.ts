/** The program's own standard input and output. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { PlatformError } from "../errors.ts";
import type { StdioPlatform } from "../port.ts";
import { StdioSocket } from "./stdio-socket.ts";

let taken = false;

export const stdio: StdioPlatform = {
  open() {
    if (taken)
      throw new PlatformError("EBUSY", "standard input and output are a connection already");
    taken = true;
    return new StdioSocket(process.stdin, process.stdout, closeOutput);
  },
};

/** Node ends its stream, and keeps the descriptor open. */
function closeOutput(): void {
  const output = fstatSync(1);
  // Of a file or a terminal nobody waits for the end.
  if (!output.isFIFO() && !output.isSocket()) return;
  closeSync(1);
  // The lowest number that is free is given out next: let it not be somebody's socket that `console.log` writes to.
  const fd = openSync("/dev/null", "w");
  if (fd !== 1) closeSync(fd);
}
