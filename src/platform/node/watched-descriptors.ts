/**
 * Watching descriptors on Node, which has no such thing: a handle that is given no room to read into.
 *
 * libuv asks whoever reads for a buffer; where that has no room it tells so (`UV_ENOBUFS`, as `uv_alloc_cb` documents),
 * and reads nothing. Asked each time there is something to be read, that is `poll`. Of the handle it wants a
 * descriptor that it may close, so it gets its own, of the same pipe or terminal: Linux opens one by /proc/self/fd.
 * What was tried besides is in docs/design/descriptors.md.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from "node:fs";
import * as net from "node:net";
import { isatty } from "node:tty";
import type { DescriptorsPlatform } from "../descriptors-port.ts";
import { PlatformError, platformError } from "../errors.ts";
import { handleOf } from "./node-handles.ts";

/** What a handle of Node's has that is no public API. */
interface PipeHandle {
  open(fd: number): number | undefined;
  useUserBuffer(buffer: Uint8Array): void;
  onread: (bytes: ArrayBuffer | undefined) => void;
  readStart(): number;
  close(): void;
}
type PipeConstructor = new (type: number) => PipeHandle;

const NO_ROOM = new Uint8Array(0);
const METHODS = ["open", "useUserBuffer", "readStart", "close"];

export function watchedDescriptors(publicOnly: boolean): DescriptorsPlatform {
  return {
    watchReads(fd, ready) {
      const Pipe = publicOnly ? null : pipeHandles();
      if (Pipe === null) throw notSupported("the public API of this runtime has nothing for it");
      return watch(Pipe, openAgain(fd), ready);
    },
  };
}

function watch(Pipe: PipeConstructor, fd: number, ready: () => void): () => void {
  const handle = new Pipe(0);
  let failed: unknown;
  try {
    failed = handle.open(fd);
  } catch (thrown) {
    failed = thrown;
  }
  if (failed) {
    closeSync(fd);
    throw notSupported(`the host does not watch it (${failed})`, failed);
  }
  let watched = true;
  handle.useUserBuffer(NO_ROOM);
  handle.onread = () => {
    if (watched) ready();
  };
  handle.readStart();
  return () => {
    if (watched) handle.close();
    watched = false;
  };
}

/** A descriptor of our own for what `fd` reads from. Throws where there can be none. */
function openAgain(fd: number): number {
  if (!Number.isInteger(fd) || fd < 0) throw new PlatformError("EBADF", `${fd} is no descriptor`);
  const stats = statOf(fd);
  const why = unwatchable(fd, stats);
  if (why !== null) throw notSupported(why);
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    return openSync(`/proc/self/fd/${fd}`, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch (thrown) {
    throw notSupported(`the host does not open it again (${(thrown as Error).message})`, thrown);
  }
}

function statOf(fd: number): Stats {
  try {
    return fstatSync(fd);
  } catch (thrown) {
    throw platformError(thrown);
  }
}

/** Why reads of that cannot be watched; `null` where they can. */
function unwatchable(fd: number, stats: Stats): string | null {
  if (process.platform !== "linux") return "only on Linux can a descriptor be opened again";
  if (stats.isFile()) return "it is a file, which is always ready";
  if (stats.isDirectory()) return "it is a directory";
  if (stats.isSocket())
    return "it is a socket, which can only be taken over; adoptStreamConnection does that";
  // libuv ends the process when it is to watch a device that has no notion of being ready.
  if (!stats.isFIFO() && !isatty(fd)) return "it is neither a pipe nor a terminal";
  const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"));
  const isWriteOnly = (Number.parseInt(flags?.[1] ?? "0", 8) & constants.O_WRONLY) !== 0;
  return isWriteOnly ? "it cannot be read from" : null;
}

function notSupported(why: string, cause?: unknown): PlatformError {
  return new PlatformError("ENOTSUP", why, { cause });
}

let found: PipeConstructor | null | undefined;

/** The class of handles for pipes, found on a socket that is made for one; `null` where it is not as we know it. */
function pipeHandles(): PipeConstructor | null {
  if (found !== undefined) return found;
  const probe = net.connect({ path: "/dev/null/nowhere" });
  probe.on("error", () => {});
  const handle = handleOf(probe) as unknown as Record<string, unknown> | null;
  const isKnown =
    handle?.constructor.name === "Pipe" &&
    METHODS.every((name) => typeof handle[name] === "function");
  found = isKnown ? (handle.constructor as unknown as PipeConstructor) : null;
  probe.destroy();
  return found;
}
