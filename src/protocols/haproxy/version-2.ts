/** Version 2 of the header: 16 bytes, two addresses, and TLVs (section 2.2 of haproxy's proxy-protocol.txt). */
import { concat, equals, text, utf8 } from "../../bytes/index.ts";
import { hostAddress, type IAddress, ipAddressText, UNIXAddress } from "../../net/index.ts";
import { crc32c } from "./crc32c.ts";
import { InvalidNetworkProtocol, InvalidProxyHeader, MissingAddressData } from "./errors.ts";
import { ProxyInfo, parseSSL } from "./proxy-info.ts";
import { sameFamily } from "./same-family.ts";
import { encodeTLVs, type ProxyTLV, ProxyTLVType, parseTLVs } from "./tlv.ts";

export const SIGNATURE: Uint8Array = Uint8Array.of(
  ...[0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a],
);
/** How long a header without addresses is; its last two bytes say how much follows. */
export const FIXED_LENGTH = 16;

const LOCAL = 0x20;
const PROXY = 0x21;
const UNSPECIFIED = 0;
const UNIX_PATH = 108;
/** By the upper half of the family's byte: unspecified, IPv4, IPv6, UNIX. */
const ADDRESSES = [0, 2 * 4 + 4, 2 * 16 + 4, 2 * UNIX_PATH];

/**
 * How long the header is whose beginning this is; `null` where that is not known yet. Throws `InvalidProxyHeader` as
 * soon as it can be none.
 */
export function lengthOfVersion2(start: Uint8Array): number | null {
  const [command, kind = 0, high = 0, low = 0] = start.subarray(SIGNATURE.length);
  if (command !== undefined && command !== LOCAL && command !== PROXY)
    throw new InvalidProxyHeader(`no version and command that there is: ${hex(command)}`);
  if (command === PROXY && (kind >> 4 >= ADDRESSES.length || (kind & 0xf) > 2))
    throw new InvalidNetworkProtocol(`no family and protocol that there is: ${hex(kind)}`);
  if (start.length < FIXED_LENGTH) return null;
  const rest = (high << 8) | low;
  if (command === PROXY && rest < addressesOf(kind))
    throw new MissingAddressData(
      `${addressesOf(kind)} bytes of addresses are needed, and there are ${rest}`,
    );
  return FIXED_LENGTH + rest;
}

/** `header` is all of it and no more. Throws `InvalidProxyHeader`. */
export function parseProxyV2(header: Uint8Array): ProxyInfo {
  if (!equals(header.subarray(0, SIGNATURE.length), SIGNATURE) || header.length < FIXED_LENGTH)
    throw new InvalidProxyHeader("it does not begin as a header");
  const length = lengthOfVersion2(header);
  if (length !== header.length)
    throw new InvalidProxyHeader(`it has ${header.length} bytes and says that it has ${length}`);
  const kind = header[13]!;
  // What a proxy says of connections of its own, or of what it cannot name, is of no use.
  if (header[12] === LOCAL || addressesOf(kind) === 0) return new ProxyInfo(header, null, null);
  const body = header.subarray(FIXED_LENGTH);
  const [source, destination] = addresses(kind, body);
  const tlvs = parseTLVs(body.subarray(addressesOf(kind)));
  // Each is of all of the header, so that many would take the square of its length.
  if (tlvs.filter(({ type }) => type === ProxyTLVType.CRC32C).length > 1)
    throw new InvalidProxyHeader("more checksums than one");
  for (const tlv of tlvs) check(header, tlv);
  return new ProxyInfo(header, source, destination, tlvs);
}

/** What version 2 can say besides the addresses. */
export interface ProxyV2Options {
  readonly tlvs?: readonly ProxyTLV[];
  /** Add a checksum; false by default. */
  readonly checksum?: boolean;
}

/** Without a source: the proxy speaks for itself (LOCAL). Throws `RangeError` for TLVs that are too long. */
export function encodeProxyV2(
  source: IAddress | null,
  destination: IAddress | null,
  { tlvs = [], checksum = false }: ProxyV2Options = {},
): Uint8Array {
  const command = source === null ? LOCAL : PROXY;
  const { kind, body } = encodeAddresses(source, destination);
  const extra = kind === UNSPECIFIED ? [] : tlvs;
  const place: ProxyTLV = { type: ProxyTLVType.CRC32C, value: new Uint8Array(4) };
  const wantsChecksum = checksum && kind !== UNSPECIFIED;
  const all = concat([body, encodeTLVs(wantsChecksum ? [...extra, place] : extra)]);
  if (all.length > 0xffff) throw new RangeError(`a header of ${all.length} bytes`);
  const fixed = Uint8Array.of(command, kind, all.length >> 8, all.length & 0xff);
  const header = concat([SIGNATURE, fixed, all]);
  if (wantsChecksum) view(header).setUint32(header.length - 4, crc32c(header));
  return header;
}

function addresses(kind: number, body: Uint8Array): [IAddress, IAddress] {
  if (kind >> 4 === 3) {
    const path = (from: number): IAddress => unixAddress(body.subarray(from, from + UNIX_PATH));
    return [path(0), path(UNIX_PATH)];
  }
  const size = kind >> 4 === 1 ? 4 : 16;
  const type = (kind & 0xf) === 2 ? "UDP" : "TCP";
  const read = (index: 0 | 1): IAddress => {
    const host = ipAddressText(body.subarray(index * size, (index + 1) * size));
    return hostAddress(type, host, view(body).getUint16(2 * size + 2 * index));
  };
  return [read(0), read(1)];
}

/** A name ends with the first NUL; that of an abstract one, which begins with one, with the last that is none. */
function unixAddress(field: Uint8Array): UNIXAddress {
  const end = field.indexOf(0, 1);
  const name = text(field[0] === 0 || end < 0 ? field : field.subarray(0, end));
  return new UNIXAddress(name.replace(/\0+$/, ""));
}

function encodeAddresses(
  source: IAddress | null,
  destination: IAddress | null,
): { kind: number; body: Uint8Array } {
  if (source instanceof UNIXAddress && destination instanceof UNIXAddress) {
    const names = [utf8(source.name), utf8(destination.name)];
    if (names.every((name) => name.length <= UNIX_PATH)) {
      const body = new Uint8Array(2 * UNIX_PATH);
      for (const [index, name] of names.entries()) body.set(name, index * UNIX_PATH);
      return { kind: 0x31, body };
    }
  }
  const ends = sameFamily(source, destination);
  if (ends === null) return { kind: UNSPECIFIED, body: new Uint8Array(0) };
  const family = ends.source.length === 4 ? 0x10 : 0x20;
  const ports = new Uint8Array(4);
  view(ports).setUint16(0, ends.sourcePort);
  view(ports).setUint16(2, ends.destinationPort);
  const body = concat([ends.source, ends.destination, ports]);
  return { kind: family | (ends.type === "TCP" ? 1 : 2), body };
}

/** What can be wrong with a TLV that says what it means. */
function check(header: Uint8Array, { type, value }: ProxyTLV): void {
  if (type === ProxyTLVType.SSL) {
    if (value.length < 5) throw new InvalidProxyHeader(`a TLV about TLS of ${value.length} bytes`);
    parseSSL(value);
  }
  if (type === ProxyTLVType.UNIQUE_ID && value.length > 128)
    throw new InvalidProxyHeader(`a unique id of ${value.length} bytes; at most 128 are allowed`);
  if (type !== ProxyTLVType.CRC32C) return;
  if (value.length !== 4) throw new InvalidProxyHeader(`a checksum of ${value.length} bytes`);
  if (view(value).getUint32(0) !== crc32c(header, value.byteOffset - header.byteOffset))
    throw new InvalidProxyHeader("its checksum is not that of the header");
}

function addressesOf(kind: number): number {
  return (kind & 0xf) === 0 ? 0 : ADDRESSES[kind >> 4]!;
}

function view({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
