/**
 * A socket that is bound, from which nothing is accepted here: what a supervisor hands to its workers.
 *
 * Node has no public API for that. What `node:cluster` does it with has had the same name since Node 0.6.
 */
import { lookup } from "node:dns/promises";
import { chmodSync } from "node:fs";
import * as net from "node:net";
import { getSystemErrorMap } from "node:util";
import { linkFiles, type PortWanted } from "../../platform/node/index.ts";
import { SocketError } from "../errors.ts";
import type { BoundSocket } from "./port-keeper.ts";

/** A handle of Node's, below its streams. */
interface Handle {
  close(): void;
  getsockname?(found: { port?: number }): number;
}

interface Internals {
  /** The handle, or a negative error. */
  _createServerHandle(
    address: string | null,
    port: number,
    addressType: number,
    fd?: number,
  ): Handle | number;
}

/** Rejects with a `SocketError`. */
export async function bindSocket(wanted: PortWanted): Promise<BoundSocket> {
  if ("fd" in wanted) return asBound(createHandle(null, -1, -1, wanted.fd));
  if ("path" in wanted) return boundPath(wanted.path, wanted.mode);
  const { host, port } = wanted;
  const { address, family } = await numbersOf(host);
  const handle = createHandle(address, port, family);
  // That the port is taken is known only now: such a handle is bound to nothing.
  const found: { port?: number } = {};
  const error = handle.getsockname?.(found) ?? 0;
  if (error === 0 && (port === 0 || found.port === port)) return asBound(handle);
  handle.close();
  throw socketError("EADDRINUSE", "address already in use");
}

async function numbersOf(host: string): Promise<{ address: string; family: number }> {
  const family = net.isIP(host);
  return family === 0 ? await lookup(host) : { address: host, family };
}

function boundPath(path: string, mode: number | undefined): BoundSocket {
  const handle = createHandle(path, -1, -1);
  try {
    if (mode !== undefined) chmodSync(path, mode);
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
  return {
    handle,
    close: () => {
      // The socket's file goes with it, and then the lock beside it that the first worker took in our name.
      handle.close();
      const links = linkFiles();
      const lock = `${path}.lock`;
      if (!path.startsWith("\0") && links.readlink(lock) === String(links.pid)) links.remove(lock);
    },
  };
}

function createHandle(address: string | null, port: number, type: number, fd?: number): Handle {
  const made = (net as unknown as Internals)._createServerHandle(address, port, type, fd);
  if (typeof made !== "number") return made;
  const [code, message] = getSystemErrorMap().get(made) ?? ["EIO", `error ${made}`];
  throw socketError(code, message);
}

function socketError(code: string, message: string): SocketError {
  return new SocketError(code, `${code}: ${message}`);
}

function asBound(handle: Handle): BoundSocket {
  return { handle, close: () => handle.close() };
}
