#!/bin/sh
# Makes src/testing/conformance/certificates.ts anew: an authority and what it vouches for, for a hundred years.
# Needs openssl. Nothing here is a secret. Usage, at the root: sh tools/make-certificates.sh
set -e
to=$PWD/src/testing/conformance/certificates.ts
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"; }

# NAME SUBJECT EXTENSIONS VALIDITY…
signed() {
  name=$1 subject=$2 extensions=$3
  shift 3
  key "$name"
  openssl req -new -key "$name.key" -subj "/CN=$subject" -out request
  printf '%s\n' "$extensions" > extensions
  openssl x509 -req -in request -CA authority.pem -CAkey authority.key -CAcreateserial \
    -extfile extensions -out "$name.pem" "$@" 2> /dev/null
}

names="DNS:localhost,DNS:server,IP:127.0.0.1,IP:::1"
key authority
openssl req -x509 -key authority.key -subj "/CN=Torsion test authority" -days 36500 -out authority.pem
signed server localhost "subjectAltName=$names" -days 36500
signed otherName other.example "subjectAltName=DNS:other.example" -days 36500
signed client "a client" "extendedKeyUsage=clientAuth" -days 36500
# `openssl x509` of version 3.0 cannot choose when a certificate ends.
key expired
openssl req -new -key expired.key -subj /CN=localhost -out request
printf 'subjectAltName=%s\n' "$names" > extensions
printf '[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=index\nserial=next\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' > conf
: > index
openssl ca -batch -notext -config conf -rand_serial -in request -cert authority.pem -keyfile authority.key \
  -extfile extensions -startdate 20240101000000Z -enddate 20250101000000Z -out expired.pem 2> /dev/null
key selfSigned
openssl req -x509 -key selfSigned.key -subj "/CN=localhost" -days 36500 -addext "subjectAltName=$names" \
  -out selfSigned.pem

# NAME: its key and certificate.
pair() { printf '  %s: {\n    privateKey: `%s\n`,\n    certificate: `%s\n`,\n  },\n' "$1" "$(cat "$1.key")" "$(cat "$1.pem")"; }
{
  cat << 'END'
/**
 * Certificates for tests, valid for a hundred years but for the one that is not. Their keys are public: never
 * trust this authority. Made by `tools/make-certificates.sh`.
 */

/** A key and its certificate, PEM. */
export interface TestCertificate {
  readonly privateKey: string;
  readonly certificate: string;
}

/** An authority and certificates of all kinds; those of servers are for `localhost`, `server`, 127.0.0.1 and ::1. */
export const testCertificates: {
  readonly authority: string;
  readonly server: TestCertificate;
  /** For `other.example`. */
  readonly otherName: TestCertificate;
  readonly client: TestCertificate;
  readonly expired: TestCertificate;
  readonly selfSigned: TestCertificate;
} = {
END
  printf '  authority: `%s\n`,\n' "$(cat authority.pem)"
  for name in server otherName client expired selfSigned; do pair $name; done
  echo '};'
} > "$to"
