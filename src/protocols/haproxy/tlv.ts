/** What a header of version 2 can say besides addresses: a list of types, each with its bytes. */
import { concat } from "../../bytes/index.ts";
import { InvalidProxyHeader } from "./errors.ts";

/** One of the values that a header of version 2 may have besides the addresses. */
export interface ProxyTLV {
  /** 0 to 255; known ones are in `ProxyTLVType`. */
  readonly type: number;
  readonly value: Uint8Array;
}

/** The types that are registered (section 2.2 of the specification), without the `PP2_TYPE_`. */
export const ProxyTLVType: {
  readonly ALPN: 0x01;
  readonly AUTHORITY: 0x02;
  readonly CRC32C: 0x03;
  readonly NOOP: 0x04;
  readonly UNIQUE_ID: 0x05;
  readonly SSL: 0x20;
  readonly SSL_VERSION: 0x21;
  readonly SSL_CN: 0x22;
  readonly SSL_CIPHER: 0x23;
  readonly SSL_SIG_ALG: 0x24;
  readonly SSL_KEY_ALG: 0x25;
  readonly NETNS: 0x30;
} = {
  ALPN: 0x01,
  AUTHORITY: 0x02,
  CRC32C: 0x03,
  NOOP: 0x04,
  UNIQUE_ID: 0x05,
  SSL: 0x20,
  SSL_VERSION: 0x21,
  SSL_CN: 0x22,
  SSL_CIPHER: 0x23,
  SSL_SIG_ALG: 0x24,
  SSL_KEY_ALG: 0x25,
  NETNS: 0x30,
};

/** In their order; unknown types as well. Throws `InvalidProxyHeader` where the last one is not whole. */
export function parseTLVs(bytes: Uint8Array): ProxyTLV[] {
  const found: ProxyTLV[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const end = at + 3 + length;
    if (end > bytes.length)
      throw new InvalidProxyHeader(
        `its TLV of type ${bytes[at]} would end ${end - bytes.length} bytes after it`,
      );
    found.push({ type: bytes[at]!, value: bytes.subarray(at + 3, end) });
    at = end;
  }
  return found;
}

export function encodeTLVs(tlvs: readonly ProxyTLV[]): Uint8Array {
  return concat(
    tlvs.flatMap(({ type, value }) => {
      if (!(type >= 0 && type <= 0xff)) throw new RangeError(`no type of a TLV: ${type}`);
      if (value.length > 0xffff) throw new RangeError(`a TLV of ${value.length} bytes`);
      return [Uint8Array.of(type, value.length >> 8, value.length & 0xff), value];
    }),
  );
}
