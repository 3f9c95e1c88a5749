/** A port that the supervisor listens on: what comes in is not read from here, and handed over as it is. */
import { chmodSync } from "node:fs";
import * as net from "node:net";
import type { StreamAddress } from "../../platform/index.ts";
import { linkFiles, type PortWanted } from "../../platform/node/index.ts";
import type { OpenPort } from "./port-keeper.ts";

/** Rejects with what the host says, which has a `code`. */
export function openServer(
  wanted: PortWanted,
  accept: (socket: net.Socket) => void,
): Promise<OpenPort> {
  const { promise, resolve, reject } = withResolvers<OpenPort>();
  const server = net.createServer(
    { allowHalfOpen: true, pauseOnConnect: true, noDelay: true },
    accept,
  );
  server.once("error", reject);
  const opened = (): void => {
    try {
      if ("path" in wanted && wanted.mode !== undefined) chmodSync(wanted.path, wanted.mode);
    } catch (thrown) {
      server.close();
      reject(thrown);
      return;
    }
    server.off("error", reject);
    // From here on it is about one connection that could not be accepted.
    server.on("error", () => {});
    resolve({
      address: addressOf(server, wanted),
      close: () => {
        server.close();
        if ("path" in wanted) removeLock(wanted.path);
      },
    });
  };
  try {
    server.listen(wanted, opened);
  } catch (thrown) {
    reject(thrown);
  }
  return promise;
}

function addressOf(server: net.Server, wanted: PortWanted): StreamAddress {
  if ("path" in wanted) return { path: wanted.path };
  const found = server.address();
  if (typeof found === "object" && found !== null) return { host: found.address, port: found.port };
  return { path: found ?? "" };
}

/** The first worker has taken it in our name, beside the socket's file, which is gone by now. */
function removeLock(path: string): void {
  const links = linkFiles();
  const lock = `${path}.lock`;
  if (!path.startsWith("\0") && links.readlink(lock) === String(links.pid)) links.remove(lock);
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve, reject };
}
