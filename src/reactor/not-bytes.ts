/** What a protocol is told that writes anything but bytes. */
import { NotBytesError } from "../net/index.ts";

export function notBytes(data: unknown): NotBytesError {
  const type = Object.prototype.toString.call(data).slice(8, -1);
  const advice = typeof data === "string" ? "; encode it, with utf8() of torsion/bytes" : "";
  return new NotBytesError(`write() takes a Uint8Array and was given: ${type}${advice}`);
}
