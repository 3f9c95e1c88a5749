/**
 * Listening and connecting at names of files, as Twisted's `unix.py` does it (X22).
 *
 * With `wantPID` a port holds the lock `path.lock`. A socket is removed as stale only where the lock's last
 * holder has died: one that somebody listens on without a lock is never taken away.
 */
import { type Deferred, FilesystemLock, fail } from "../deferred/index.ts";
import {
  BadFileError,
  CannotListenError,
  type ConnectUNIXOptions,
  type IClientFactory,
  type IConnector,
  type IListeningPort,
  type IProtocolFactory,
  type ListenUNIXOptions,
  UNIXAddress,
} from "../net/index.ts";
import type { Listener, Socket, UNIXPlatform } from "../platform/index.ts";
import { cannotListen } from "./reasons.ts";
import type { Open, Streams } from "./streams.ts";

export function listenUNIX(
  streams: Streams,
  unix: UNIXPlatform,
  path: string,
  factory: IProtocolFactory,
  { backlog = 50, mode = 0o666, wantPID = false }: ListenUNIXOptions,
): Deferred<IListeningPort> {
  const at = { path };
  let lock: FilesystemLock | null = null;
  if (wantPID && !isAbstract(path)) {
    try {
      lock = takeLock(unix, path);
    } catch (thrown) {
      return fail(thrown instanceof CannotListenError ? thrown : cannotListen(at, thrown));
    }
  }
  const open: Open = (accept, failed) => {
    const options = isAbstract(path) ? { backlog } : { backlog, mode };
    return unix.listen(at, options, accept, failed).addCallbacks(
      (listener) => (lock === null ? listener : givingBack(listener, lock)),
      (failure): Listener => {
        lock?.unlock();
        throw failure;
      },
    );
  };
  return streams.listen(at, open, factory);
}

export function connectUNIX(
  streams: Streams,
  unix: UNIXPlatform,
  path: string,
  factory: IClientFactory,
  { seconds, checkPID = false }: ConnectUNIXOptions,
): IConnector {
  const open = (): Deferred<Socket> =>
    checkPID && !isLocked(unix, path)
      ? fail(
          new BadFileError(`cannot connect to ${path}: no process that lives holds ${path}.lock`),
        )
      : unix.connect({ path }, {});
  return streams.connect({ address: new UNIXAddress(path), to: { path }, open }, factory, seconds);
}

function isAbstract(path: string): boolean {
  return path.startsWith("\0");
}

function takeLock(unix: UNIXPlatform, path: string): FilesystemLock {
  const lock = new FilesystemLock(`${path}.lock`, unix.links);
  if (!lock.lock())
    throw new CannotListenError(path, "another process holds its lock, and listens on it");
  try {
    if (!lock.clean) unix.removeSocket(path);
  } catch (thrown) {
    lock.unlock();
    throw thrown;
  }
  return lock;
}

/** The lock is given back after the file is gone: whoever has the lock may believe that nobody listens. */
function givingBack(listener: Listener, lock: FilesystemLock): Listener {
  return {
    address: listener.address,
    close: () => listener.close().addCallback(() => lock.unlock()),
  };
}

function isLocked(unix: UNIXPlatform, path: string): boolean {
  const lock = new FilesystemLock(`${path}.lock`, unix.links);
  if (!lock.lock()) return true;
  lock.unlock();
  return false;
}
