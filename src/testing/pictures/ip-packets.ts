/** Bytes of IPv4, IPv6, TCP and UDP as they are on a wire: headers, options and checksums. */
import { concat } from "../../bytes/index.ts";
import type { AddressBytes } from "./wire-addresses.ts";

/** Four bytes each, or sixteen each. */
export interface WireRoute {
  readonly source: AddressBytes;
  readonly destination: AddressBytes;
}

export interface Ports {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export interface TCPHeader extends Ports {
  /** Thirty-two bits each; what is over is cut off. */
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  readonly options: Uint8Array;
}

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const TCP = 6;
const UDP = 17;
const TTL = 64;
const DO_NOT_FRAGMENT = 0x4000;
/** What the length field of IPv4 can say, less the headers. */
export const MOST_BYTES: number = 65_535 - 20 - 60;

/** RFC 9293, section 3.1; `options` are of a length that four divides. */
export function tcpPacket(route: WireRoute, header: TCPHeader, data: Uint8Array): Uint8Array {
  const { options } = header;
  const length = 20 + options.length;
  const view = new DataView(new ArrayBuffer(length));
  view.setUint16(0, header.sourcePort);
  view.setUint16(2, header.destinationPort);
  view.setUint32(4, header.seq >>> 0);
  view.setUint32(8, header.ack >>> 0);
  view.setUint16(12, ((length / 4) << 12) | header.flags);
  view.setUint16(14, header.window);
  new Uint8Array(view.buffer).set(options, 20);
  view.setUint16(16, checksumOver(route, TCP, [new Uint8Array(view.buffer), data]));
  return ipPacket(route, TCP, [new Uint8Array(view.buffer), data]);
}

/** RFC 768. */
export function udpPacket(route: WireRoute, ports: Ports, data: Uint8Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint16(0, ports.sourcePort);
  view.setUint16(2, ports.destinationPort);
  view.setUint16(4, 8 + data.length);
  // Zero would say that there is no checksum.
  const checksum = checksumOver(route, UDP, [new Uint8Array(view.buffer), data]) || 0xffff;
  view.setUint16(6, checksum);
  return ipPacket(route, UDP, [new Uint8Array(view.buffer), data]);
}

/** RFC 791, or RFC 8200, as the addresses are. */
function ipPacket(
  { source, destination }: WireRoute,
  protocol: number,
  content: readonly Uint8Array[],
): Uint8Array {
  const length = lengthOf(content);
  if (source.length === 16) {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint8(0, 0x60);
    view.setUint16(4, length);
    view.setUint8(6, protocol);
    view.setUint8(7, TTL);
    return concat([new Uint8Array(view.buffer), source, destination, ...content]);
  }
  const view = new DataView(new ArrayBuffer(20));
  view.setUint8(0, 0x45);
  view.setUint16(2, 20 + length);
  view.setUint16(6, DO_NOT_FRAGMENT);
  view.setUint8(8, TTL);
  view.setUint8(9, protocol);
  const header = new Uint8Array(view.buffer);
  header.set(source, 12);
  header.set(destination, 16);
  view.setUint16(10, checksum([header]));
  return concat([header, ...content]);
}

function checksumOver(route: WireRoute, protocol: number, content: readonly Uint8Array[]): number {
  const { source, destination } = route;
  const pseudo = new DataView(new ArrayBuffer(8));
  pseudo.setUint32(0, lengthOf(content));
  pseudo.setUint32(4, protocol);
  return checksum([source, destination, new Uint8Array(pseudo.buffer), ...content]);
}

/** RFC 1071; only the last of the parts may have an odd length. */
function checksum(parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += (part[at]! << 8) | (part[at + 1] ?? 0);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
