/**
 * TLS: what a transport can do with it, and how it is configured.
 *
 * Rule: secure unless somebody says otherwise, and nobody can say it by leaving something out. A client
 * verifies its peer and the peer's name; TLS 1.2 is the least (X28).
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import { IStreamTransport } from "./transport.ts";

/** A key or certificates in PEM: its text, or the bytes of a file. */
export type PEM = string | Uint8Array;

/** What both sides can say. */
export interface TLSCommonOptions {
  /** For ALPN (RFC 7301), the best first; by default what the factory's `acceptableProtocols` says, if anything. */
  readonly acceptableProtocols?: readonly string[];
  /** TLS 1.2 by default. */
  readonly minimumVersion?: "TLSv1.2" | "TLSv1.3";
  /** How long the handshake may take, 60 by default; then the connection is lost with a `TLSError`. */
  readonly handshakeSeconds?: number;
}

export interface CertificateOptionsInit extends TLSCommonOptions {
  readonly privateKey: PEM;
  /** The server's own, followed by those that lead to a root. */
  readonly certificate: PEM;
  /** Who may vouch for clients. Where it is given, a client without a certificate of theirs is not let in. */
  readonly trustRoot?: PEM | readonly PEM[];
  /** By the name that a client asks for (SNI): other options to use; `null` refuses the client. May throw. */
  readonly forName?: (serverName: string) => CertificateOptions | null;
}

/** How a server speaks TLS. Make one and use it for all connections: what it holds is read once. */
export class CertificateOptions {
  readonly privateKey: PEM;
  readonly certificate: PEM;
  readonly trustRoots: readonly PEM[] | undefined;
  readonly forName: ((serverName: string) => CertificateOptions | null) | undefined;
  readonly acceptableProtocols: readonly string[] | undefined;
  readonly minimumVersion: "TLSv1.2" | "TLSv1.3";
  readonly handshakeSeconds: number;

  constructor(options: CertificateOptionsInit) {
    this.privateKey = options.privateKey;
    this.certificate = options.certificate;
    this.trustRoots = listOf(options.trustRoot);
    this.forName = options.forName;
    this.acceptableProtocols = options.acceptableProtocols;
    this.minimumVersion = options.minimumVersion ?? "TLSv1.2";
    this.handshakeSeconds = options.handshakeSeconds ?? 60;
  }
}

export interface ClientTLSOptionsInit extends TLSCommonOptions {
  /** Who may vouch for the server; by default whom the platform trusts. */
  readonly trustRoot?: PEM | readonly PEM[];
  /** What the client shows where the server asks for it. */
  readonly privateKey?: PEM;
  readonly certificate?: PEM;
}

/** How a client speaks TLS with a server of a certain name: what {@link optionsForClientTLS} makes. */
export class ClientTLSOptions {
  readonly hostname: string;
  readonly trustRoots: readonly PEM[] | undefined;
  readonly privateKey: PEM | undefined;
  readonly certificate: PEM | undefined;
  readonly acceptableProtocols: readonly string[] | undefined;
  readonly minimumVersion: "TLSv1.2" | "TLSv1.3";
  readonly handshakeSeconds: number;

  constructor(hostname: string, options: ClientTLSOptionsInit) {
    this.hostname = hostname;
    this.trustRoots = listOf(options.trustRoot);
    this.privateKey = options.privateKey;
    this.certificate = options.certificate;
    this.acceptableProtocols = options.acceptableProtocols;
    this.minimumVersion = options.minimumVersion ?? "TLSv1.2";
    this.handshakeSeconds = options.handshakeSeconds ?? 60;
  }
}

export type TLSOptions = CertificateOptions | ClientTLSOptions;

/** Verify that the peer is `hostname`, a name or an address, by a certificate of somebody who is trusted. */
export function optionsForClientTLS(
  hostname: string,
  options: ClientTLSOptionsInit = {},
): ClientTLSOptions {
  if (hostname === "") throw new RangeError("optionsForClientTLS needs the name of the server");
  return new ClientTLSOptions(hostname, options);
}

function listOf(roots: PEM | readonly PEM[] | undefined): readonly PEM[] | undefined {
  if (roots === undefined) return undefined;
  return typeof roots === "string" || roots instanceof Uint8Array ? [roots] : roots;
}

/** A transport that can go over to TLS. */
export interface ITLSTransport extends IStreamTransport {
  /** Does it speak TLS? */
  readonly TLS: boolean;
  /**
   * Speak TLS from here on: as a server with `CertificateOptions`, as a client with `optionsForClientTLS`. What
   * was written before still goes out as it is. Bytes that a protocol has and did not look at yet came before
   * TLS, from anybody: they must be dropped, which our own protocols do (X26). Throws `TLSAlreadyStarted`, and
   * `NotSupportedError` where the platform has no TLS; does nothing once the connection closes.
   */
  startTLS(options: TLSOptions): void;
}
export const ITLSTransport: Interface<ITLSTransport> = defineInterface(
  "torsion.ITLSTransport",
  [IStreamTransport],
  { TLS: attribute, startTLS: method },
);

/** A certificate, as its issuer wrote it. */
export interface PeerCertificate {
  /** The whole certificate, DER. */
  readonly der: Uint8Array;
  /** One name to a line: `CN=example.com`. */
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:example.com, IP Address:10.0.0.1`; empty where there are none. */
  readonly subjectAltName: string;
  readonly serialNumber: string;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
  /** Seconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** A transport that speaks TLS. */
export interface ISSLTransport extends IStreamTransport {
  /** `null` before the handshake has been completed, and where the peer has shown none. */
  getPeerCertificate(): PeerCertificate | null;
}
export const ISSLTransport: Interface<ISSLTransport> = defineInterface(
  "torsion.ISSLTransport",
  [IStreamTransport],
  { getPeerCertificate: method },
);

/** … and says what was negotiated. */
export interface INegotiated extends ISSLTransport {
  /** What ALPN has chosen; `null` before the handshake has been completed, and where it has chosen nothing (X27). */
  readonly negotiatedProtocol: string | null;
}
export const INegotiated: Interface<INegotiated> = defineInterface(
  "torsion.INegotiated",
  [ISSLTransport],
  { negotiatedProtocol: attribute },
);

/** A protocol that wants to know when it speaks with whom it thinks it does. */
export interface IHandshakeListener {
  /** The handshake has been completed, the peer verified. After `connectionMade`, before any data (X23). */
  handshakeCompleted(): void;
}
export const IHandshakeListener: Interface<IHandshakeListener> = defineInterface(
  "torsion.IHandshakeListener",
  [],
  { handshakeCompleted: method },
);

/** A factory whose protocols speak several protocols, of which ALPN chooses one. */
export interface IProtocolNegotiationFactory {
  /** The best first. */
  acceptableProtocols(): readonly string[];
}
export const IProtocolNegotiationFactory: Interface<IProtocolNegotiationFactory> = defineInterface(
  "torsion.IProtocolNegotiationFactory",
  [],
  { acceptableProtocols: method },
);
