/** What a PROXY header has said. */
import { text } from "../../bytes/index.ts";
import type { IAddress } from "../../net/index.ts";
import { type ProxyTLV, ProxyTLVType, parseTLVs } from "./tlv.ts";

/** How the client speaks TLS with the proxy (section 2.2.6). */
export interface ProxySSL {
  /** It does. */
  readonly usesTLS: boolean;
  /** It has shown a certificate: on this connection, or earlier in the same TLS session. */
  readonly showedCertificate: boolean;
  /** … and that was found good. */
  readonly verified: boolean;
  /** `TLSv1.3` */
  readonly version?: string;
  /** Of the client's certificate. */
  readonly commonName?: string;
  readonly cipher?: string;
  readonly signatureAlgorithm?: string;
  readonly keyAlgorithm?: string;
}

const BY_TLS = 0x01;
const WITH_CERTIFICATE = 0x02 | 0x04;

/** What a header has said: see `proxyInfoOf`. */
export class ProxyInfo {
  /** The header itself; of version 1 without the end of the line. */
  readonly header: Uint8Array;
  /** Where the client is; `null` where the header does not say, or the proxy speaks for itself. */
  readonly source: IAddress | null;
  /** Where the client has connected to; as `source`. */
  readonly destination: IAddress | null;
  /** In their order, unknown ones too. Of version 2 alone. */
  readonly tlvs: readonly ProxyTLV[];

  constructor(
    header: Uint8Array,
    source: IAddress | null,
    destination: IAddress | null,
    tlvs: readonly ProxyTLV[] = [],
  ) {
    this.header = header;
    this.source = source;
    this.destination = destination;
    this.tlvs = tlvs;
  }

  /** The value of the first TLV of `type`. */
  value(type: number): Uint8Array | null {
    return this.tlvs.find((tlv) => tlv.type === type)?.value ?? null;
  }

  /** What the client speaks, by ALPN: `h2`. */
  get alpn(): string | null {
    return textOf(this.value(ProxyTLVType.ALPN));
  }

  /** The name of the host that the client has asked for: what it says by SNI, where it speaks TLS. */
  get authority(): string | null {
    return textOf(this.value(ProxyTLVType.AUTHORITY));
  }

  /** The proxy's own name for the connection: any bytes. */
  get uniqueId(): Uint8Array | null {
    return this.value(ProxyTLVType.UNIQUE_ID);
  }

  /** `null` where the header does not say; what it says was checked when it was read. */
  get ssl(): ProxySSL | null {
    const value = this.value(ProxyTLVType.SSL);
    return value === null ? null : parseSSL(value);
  }
}

/** Throws `InvalidProxyHeader`, and `RangeError` where it is too short. */
export function parseSSL(value: Uint8Array): ProxySSL {
  const verify = new DataView(value.buffer, value.byteOffset, value.length).getUint32(1);
  const client = value[0]!;
  const inner = parseTLVs(value.subarray(5));
  const named = (name: keyof ProxySSL, type: number): object => {
    const found = inner.find((tlv) => tlv.type === type);
    return found === undefined ? {} : { [name]: text(found.value) };
  };
  return {
    usesTLS: (client & BY_TLS) !== 0,
    showedCertificate: (client & WITH_CERTIFICATE) !== 0,
    verified: (client & WITH_CERTIFICATE) !== 0 && verify === 0,
    ...named("version", ProxyTLVType.SSL_VERSION),
    ...named("commonName", ProxyTLVType.SSL_CN),
    ...named("cipher", ProxyTLVType.SSL_CIPHER),
    ...named("signatureAlgorithm", ProxyTLVType.SSL_SIG_ALG),
    ...named("keyAlgorithm", ProxyTLVType.SSL_KEY_ALG),
  };
}

function textOf(value: Uint8Array | null): string | null {
  return value === null ? null : text(value);
}
