/** The program's own standard input and output. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { PlatformError } from "../errors.ts";
import type { StdioPlatform } from "../port.ts";
import { StdioSocket } from "./stdio-socket.ts";

let taken = false;

export const stdio: StdioPlatform = {
  open() {
    if (taken)
      throw new PlatformError("EBUSY", "standard input and output are a connection already");
    taken = true;
    return new StdioSocket(process.stdin, process.stdout, {
      input: () => letGo(0),
      output() {
        // Node has replaced it for this one stream, and would keep what the host has not taken: where nobody reads
        // that, the program would never end.
        const output: unknown = process.stdout;
        if (hasPeer(1) && output instanceof Socket)
          Socket.prototype._destroy.call(output, null, () => {});
        letGo(1);
      },
    });
  },
};

/** Is there somebody on the other side, who waits for the end? Of a file or a terminal nobody does. */
function hasPeer(fd: 0 | 1): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    // Somebody has closed it already.
    return false;
  }
}

/** Node closes its streams, and keeps these two descriptors open. */
function letGo(fd: 0 | 1): void {
  if (!hasPeer(fd)) return;
  closeSync(fd);
  // The lowest number that is free is given out next: let it not be somebody's socket that `console.log` writes to.
  const nothing = openSync("/dev/null", fd === 0 ? "r" : "w");
  if (nothing !== fd) closeSync(nothing);
}
