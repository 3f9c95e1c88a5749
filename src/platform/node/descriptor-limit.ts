/**
 * How many descriptors the process may have, for noticing that there are no more.
 *
 * Node does not say that a connection could not be accepted for want of descriptors: libuv keeps one in reserve,
 * with which it accepts and closes what nobody can serve. So it would happen in silence (X17). But a host gives
 * the lowest descriptor that is free: whoever is given the highest one has got the last.
 */
import { readFileSync } from "node:fs";
import type * as net from "node:net";
import { PlatformError } from "../errors.ts";
import { handleOf } from "./node-handles.ts";

let limit: number | undefined;

/** `Infinity` where the host does not say. */
function descriptorLimit(): number {
  limit ??= readLimit();
  return limit;
}

function readLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"));
    return soft ? Number(soft[1]) : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** An error where `socket`, new, has the last descriptor; the host closes what is accepted now. */
export function outOfDescriptors(
  socket: net.Socket,
  limit: number = descriptorLimit(),
): PlatformError | null {
  const { fd = -1 } = handleOf(socket) ?? {};
  if (fd < limit - 1) return null;
  return new PlatformError(
    "EMFILE",
    `all ${limit} descriptors are in use, and the host closes what comes now (EMFILE)`,
  );
}
