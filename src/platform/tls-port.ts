/**
 * The port of TLS: an engine without I/O. Ciphertext goes in and comes out, and so does plaintext; what carries
 * the ciphertext is not its affair, so that TLS works over whatever carries bytes.
 *
 * Rule 1 of the port holds here too, but for `send`: it is called from inside of what the reactor calls.
 */
import type { PlatformError } from "./errors.ts";

export interface TLSPlatform {
  /** Read what was configured, once for many connections. Throws `PlatformError` for a key that is none, say. */
  context(configuration: TLSConfiguration): TLSContext;
}

/** PEM. */
export type PEM = string | Uint8Array;

export interface TLSConfiguration {
  readonly role: "client" | "server";
  /** Of a client: the name, or address, that the peer's certificate must be for. */
  readonly hostname?: string;
  readonly privateKey?: PEM;
  /** With its chain. */
  readonly certificate?: PEM;
  /** Who may vouch for the peer; of a client by default whom the platform trusts, of a server nobody is asked for. */
  readonly trustRoots?: readonly PEM[];
  /** For ALPN, the best first. */
  readonly acceptableProtocols?: readonly string[];
  readonly minimumVersion: "TLSv1.2" | "TLSv1.3";
  /** Of a server: what to use for a name that a client asks for; `null` refuses it. May throw. */
  select?(serverName: string): TLSContext | null;
}

export interface TLSContext {
  /** An engine for one connection, which begins at once. */
  engine(sink: TLSEngineSink): TLSEngine;
}

/** Throws nothing. */
export interface TLSEngine {
  /** Ciphertext has come; the bytes are copied. */
  receive(bytes: Uint8Array): void;
  /** No more will come. */
  receiveEnd(): void;
  /** What `send` was given has gone out, after it answered `false`. */
  sent(): void;
  /** Plaintext to send, kept until the handshake is done; as `write` of a `Socket`. */
  write(data: Uint8Array): boolean;
  /** As of a `Socket`: after it returns no plaintext is delivered. */
  pauseReading(): void;
  resumeReading(): void;
  /** Send close_notify after what was written; then `sink.finished`. */
  finish(): void;
  /** Nothing is told any more. */
  destroy(): void;
}

export interface TLSEngineSink {
  /** Ciphertext for the peer; `false`: no more until `engine.sent`. */
  send(bytes: Uint8Array): boolean;
  handshakeCompleted(details: HandshakeDetails): void;
  data(bytes: Uint8Array): void;
  drained(): void;
  /** The peer has sent close_notify. */
  ended(): void;
  /** Our own close_notify has been sent. */
  finished(): void;
  /** It is over: nothing more is told. An alert for the peer may have been sent before. */
  failed(error: PlatformError): void;
}

export interface HandshakeDetails {
  /** What ALPN has chosen. */
  readonly negotiatedProtocol: string | null;
  /** `TLSv1.3`, say. */
  readonly version: string;
  readonly cipher: string;
  /** What a client has asked for by SNI. */
  readonly serverName: string | null;
  /** The certificate that the peer has shown, read when it is asked for; `null` where it has shown none. */
  peerCertificate(): CertificateDetails | null;
}

export interface CertificateDetails {
  /** The whole certificate, DER. */
  readonly der: Uint8Array;
  /** One name to a line, `CN=example.com` say. */
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
