/** A certificate of `node:crypto`, as the port's. */
import type { X509Certificate } from "node:crypto";
import type { CertificateDetails } from "../tls-port.ts";

export function certificateDetails(
  certificate: X509Certificate | undefined,
): CertificateDetails | null {
  if (certificate === undefined) return null;
  const { raw } = certificate;
  return {
    der: new Uint8Array(raw.buffer, raw.byteOffset, raw.length),
    subject: certificate.subject,
    issuer: certificate.issuer,
    subjectAltName: certificate.subjectAltName ?? "",
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    validFrom: Date.parse(certificate.validFrom) / 1000,
    validTo: Date.parse(certificate.validTo) / 1000,
  };
}
