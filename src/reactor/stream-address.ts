/** What the port calls an address, as the address that programs are given. */
import {
  hostAddress,
  type IAddress,
  PipeAddress,
  type StreamKind,
  UNIXAddress,
} from "../net/index.ts";
import type { StreamAddress } from "../platform/index.ts";

export function addressOf(address: StreamAddress): IAddress {
  if ("path" in address) return new UNIXAddress(address.path);
  if ("pipe" in address) return new PipeAddress(address.pipe);
  return hostAddress("TCP", address.host, address.port);
}

/** For messages. */
export function nameOf(address: StreamAddress): string {
  // Not as an address says it: with brackets around IPv6, what is quoted would not be what was asked for.
  if ("host" in address) return `${address.host}:${address.port}`;
  return String(addressOf(address));
}

export function kindOf(address: StreamAddress): StreamKind {
  if ("host" in address) return "TCP";
  return "path" in address ? "UNIX" : "other";
}
