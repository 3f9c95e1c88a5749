/** UNIX sockets on `node:net`. */
import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { PlatformError, platformError } from "../errors.ts";
import type { Listener, PathAddress, UNIXPlatform } from "../port.ts";
import { linkFiles } from "./link-files.ts";
import { connect, listen } from "./net-streams.ts";
import { type SharedPorts, sharedLinks } from "./shared-ports.ts";

const UNNAMED: PathAddress = { path: "" };

/** The sockets of a worker are its supervisor's, and so are the locks beside them. */
export interface SharedNames {
  readonly ports: SharedPorts;
  /** The process id of the supervisor. */
  readonly supervisor: number;
}

/** @param publicOnly use nothing but the public API of `node:net`; a little slower. */
export function unix(publicOnly: boolean, shared: SharedNames | null = null): UNIXPlatform {
  return {
    listen(at, { backlog, mode }, accept, failed) {
      const accepting = {
        publicOnly,
        addresses: () => ({ local: at, peer: UNNAMED }),
        accept,
        ...(failed && { failed }),
      };
      if (shared !== null) {
        const wanted = { path: at.path, backlog, ...(mode !== undefined && { mode }) };
        return shared.ports.listen(wanted, () => at, accepting);
      }
      const listening = listen({ path: at.path, backlog }, () => at, accepting);
      return mode === undefined ? listening : listening.addCallback(permitted(at.path, mode));
    },
    connect: (to) => connect({ path: to.path }, publicOnly, () => ({ local: UNNAMED, peer: to })),
    removeSocket,
    links: shared === null ? linkFiles() : sharedLinks(linkFiles(), shared.supervisor),
  };
}

/** `bind` makes the file as the umask says. */
function permitted(path: string, mode: number) {
  return (listener: Listener<PathAddress>): Listener<PathAddress> => {
    try {
      chmodSync(path, mode);
      return listener;
    } catch (thrown) {
      listener.close();
      throw platformError(thrown);
    }
  };
}

function removeSocket(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new PlatformError("EEXIST", `${path} is no socket`);
  unlinkSync(path);
}
