/**
 * The blocks of a pcapng file that we write (draft-ietf-opsawg-pcapng): a section, an interface that carries
 * IP packets, names of addresses, and packets with times in nanoseconds and comments.
 */
import { concat, utf8 } from "../../bytes/index.ts";
import type { AddressBytes } from "./wire-addresses.ts";

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const NAMES = 4;
const PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** LINKTYPE_RAW: IPv4 or IPv6, as the first bits say. */
const RAW_IP = 101;
const COMMENT = 1;
const INTERFACE_NAME = 2;
const APPLICATION = 4;
const TIME_RESOLUTION = 9;
const NANOSECONDS = 9;
/** An option's length has sixteen bits, and nobody reads so much. */
const LONGEST_TEXT = 4_000;

export function sectionBlock(application: string): Uint8Array {
  const unknownLength = words(0xffff_ffff, 0xffff_ffff);
  const options = optionList([[APPLICATION, utf8(application)]]);
  return block(SECTION, [words(BYTE_ORDER), halves(1, 0), unknownLength, options]);
}

export function interfaceBlock(name: string): Uint8Array {
  const options = optionList([
    [INTERFACE_NAME, utf8(name.slice(0, LONGEST_TEXT))],
    [TIME_RESOLUTION, Uint8Array.of(NANOSECONDS)],
  ]);
  return block(INTERFACE, [halves(RAW_IP, 0), words(0), options]);
}

export function namesBlock(
  named: readonly { readonly bytes: AddressBytes; readonly name: string }[],
): Uint8Array {
  const records = named.flatMap(({ bytes, name }) => {
    const value = concat([bytes, utf8(name.replaceAll("\0", "").slice(0, 255)), Uint8Array.of(0)]);
    return [halves(bytes.length === 4 ? 1 : 2, value.length), padded(value)];
  });
  return block(NAMES, [...records, words(0)]);
}

/** @param nanoseconds since 1970 */
export function packetBlock(
  nanoseconds: bigint,
  packet: Uint8Array,
  comment: string | undefined,
): Uint8Array {
  const high = Number(nanoseconds >> 32n);
  const low = Number(nanoseconds & 0xffff_ffffn);
  const head = words(0, high, low, packet.length, packet.length);
  const options = comment ? optionList([[COMMENT, utf8(comment.slice(0, LONGEST_TEXT))]]) : words();
  return block(PACKET, [head, padded(packet), options]);
}

function block(type: number, content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 12);
  return concat([words(type, length), ...content, words(length)]);
}

function optionList(options: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const written = options.flatMap(([code, value]) => [halves(code, value.length), padded(value)]);
  return concat([...written, words(0)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  result.set(bytes);
  return result;
}

function words(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [at, value] of values.entries()) view.setUint32(4 * at, value, true);
  return new Uint8Array(view.buffer);
}

function halves(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  for (const [at, value] of values.entries()) view.setUint16(2 * at, value, true);
  return new Uint8Array(view.buffer);
}
