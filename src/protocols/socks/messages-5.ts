/**
 * The messages of SOCKS 5 (RFC 1928) and of its authentication by username and password (RFC 1929).
 *
 * In the order in which they are sent: methods, the choice, credentials, their status, request, reply. All are read
 * strictly.
 */
import { concat, utf8 } from "../../bytes/index.ts";
import { ipAddressBytes, ipAddressText, isIPAddress, isIPv6Address } from "../../net/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import {
  fieldText,
  hostName,
  hostNameBytes,
  MAX_FIELD,
  type MessageReader,
  type Parsed,
  parseWith,
  portBytes,
} from "./message.ts";
import { ADDRESS_TYPE_NOT_SUPPORTED, COMMAND_NOT_SUPPORTED } from "./reply-codes.ts";

export const VERSION_5 = 5;
export const NO_AUTHENTICATION = 0;
export const USERNAME_PASSWORD = 2;
export const NO_ACCEPTABLE_METHOD = 255;

const COMMANDS = ["connect", "bind", "udp-associate"] as const;
const CREDENTIALS_VERSION = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

/** A host and a port, as version 5 sends them. */
export interface SOCKS5Address {
  /** An address of either family, or a name. */
  readonly host: string;
  readonly port: number;
}
/** What a client of version 5 asks for. */
export interface SOCKS5Request extends SOCKS5Address {
  readonly command: (typeof COMMANDS)[number];
}
/** What the proxy answers to that. */
export interface SOCKS5Reply extends SOCKS5Address {
  /** 0: it is done; else why not: see `reply-codes`. */
  readonly code: number;
}
/** A username and a password, of 1 to 255 bytes each (RFC 1929). */
export interface SOCKS5Credentials {
  readonly username: string;
  readonly password: string;
}

/** The methods of authentication that a client can do, 1 to 255 of them. */
export function parseMethods(bytes: Uint8Array): Parsed<readonly number[]> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(VERSION_5, "version");
    return [...reader.counted("list of methods")];
  });
}

/** Throws `SOCKSMessageError` for none, or more than 255. */
export function buildMethods(methods: readonly number[]): Uint8Array {
  if (methods.length === 0 || methods.length > MAX_FIELD)
    throw new SOCKSMessageError(`there are 1 to ${MAX_FIELD} methods, and not ${methods.length}`);
  return Uint8Array.of(VERSION_5, methods.length, ...methods);
}

/** The one that the server has chosen. */
export function parseChoice(bytes: Uint8Array): Parsed<number> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(VERSION_5, "version");
    return reader.byte();
  });
}

/** 255: none of those that were offered. */
export function buildChoice(method: number): Uint8Array {
  return Uint8Array.of(VERSION_5, method);
}

/** `null` while there is too little of it. Throws `SOCKSMessageError`. */
export function parseCredentials(bytes: Uint8Array): Parsed<SOCKS5Credentials> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(CREDENTIALS_VERSION, "version of the authentication");
    const username = fieldText(reader.counted("username"), "username");
    return { username, password: fieldText(reader.counted("password"), "password") };
  });
}

/** Throws `SOCKSMessageError` for what is empty, or has more than 255 bytes as UTF-8. */
export function buildCredentials({ username, password }: SOCKS5Credentials): Uint8Array {
  return concat([
    Uint8Array.of(CREDENTIALS_VERSION),
    counted(utf8(username), "username"),
    counted(utf8(password), "password"),
  ]);
}

/** Were the credentials what the server wanted? */
export function parseCredentialsStatus(bytes: Uint8Array): Parsed<boolean> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(CREDENTIALS_VERSION, "version of the authentication");
    return reader.byte() === 0;
  });
}

/** The server's answer to credentials; one that is no success closes the connection. */
export function buildCredentialsStatus(accepted: boolean): Uint8Array {
  return Uint8Array.of(CREDENTIALS_VERSION, accepted ? 0 : 1);
}

/** `null` while there is too little of it. Throws `SOCKSMessageError`. */
export function parseSOCKS5Request(bytes: Uint8Array): Parsed<SOCKS5Request> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(VERSION_5, "version");
    const code = reader.byte();
    const command = COMMANDS[code - 1];
    if (command === undefined)
      throw new SOCKSMessageError(`there is no command ${code}`, { code: COMMAND_NOT_SUPPORTED });
    reader.constant(0, "reserved byte");
    return { command, ...readAddress(reader) };
  });
}

/** Throws `SOCKSMessageError` for a name of no or more than 255 bytes. */
export function buildSOCKS5Request({ command, host, port }: SOCKS5Request): Uint8Array {
  return concat([
    Uint8Array.of(VERSION_5, COMMANDS.indexOf(command) + 1, 0),
    addressBytes({ host, port }),
  ]);
}

/** `null` while there is too little of it. Throws `SOCKSMessageError`. */
export function parseSOCKS5Reply(bytes: Uint8Array): Parsed<SOCKS5Reply> | null {
  return parseWith(bytes, (reader) => {
    reader.constant(VERSION_5, "version");
    const code = reader.byte();
    reader.constant(0, "reserved byte");
    return { code, ...readAddress(reader) };
  });
}

/** Throws as `buildSOCKS5Request` does. */
export function buildSOCKS5Reply({ code, host, port }: SOCKS5Reply): Uint8Array {
  return concat([Uint8Array.of(VERSION_5, code, 0), addressBytes({ host, port })]);
}

/** Type, address or name, port. */
export function readAddress(reader: MessageReader): SOCKS5Address {
  const type = reader.byte();
  if (type !== IPV4 && type !== NAME && type !== IPV6)
    throw new SOCKSMessageError(`there is no type of address ${type}`, {
      code: ADDRESS_TYPE_NOT_SUPPORTED,
    });
  const host =
    type === NAME
      ? hostName(reader.counted("name of the host"))
      : ipAddressText(reader.take(type === IPV4 ? 4 : 16));
  return { host, port: reader.port() };
}

/** … and as they are sent. Throws `SOCKSMessageError`. */
export function addressBytes({ host, port }: SOCKS5Address): Uint8Array {
  const isIPv6 = isIPv6Address(host) && !host.includes("%");
  const isAddress = isIPv6 || isIPAddress(host);
  return concat([
    Uint8Array.of(isAddress ? (isIPv6 ? IPV6 : IPV4) : NAME),
    isAddress ? ipAddressBytes(host) : counted(hostNameBytes(host), "name of the host"),
    Uint8Array.of(...portBytes(port)),
  ]);
}

function counted(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length === 0 || bytes.length > MAX_FIELD)
    throw new SOCKSMessageError(`a ${what} has 1 to ${MAX_FIELD} bytes, and not ${bytes.length}`);
  return concat([Uint8Array.of(bytes.length), bytes]);
}
