/**
 * The lines of RFC 1413, read and written. No I/O here.
 *
 * Strict in what it reads: a port is digits, a line has at most 1,000 bytes, and what is neither is told apart
 * from what is out of range.
 */
import { text } from "../../bytes/index.ts";
import { HiddenUser, IdentError, InvalidPort, MalformedIdentError, NoUser } from "./errors.ts";

/** The longest line, as the RFC has it. */
export const MAX_LINE_LENGTH = 1000;
const MAX_USER_LENGTH = 512;

/** A connection, by its two ports. */
export interface PortPair {
  readonly portOnServer: number;
  readonly portOnClient: number;
}

/** Who owns a connection. */
export interface IdentUser {
  /** What kind of system the name is of: `UNIX`, or `OTHER` where it is no name that anybody could use. */
  readonly system: string;
  readonly user: string;
}

type ErrorClass = new (message: string) => IdentError;
/** By what they are on the wire. */
export const ERRORS: ReadonlyMap<string, ErrorClass> = new Map(
  [IdentError, NoUser, InvalidPort, HiddenUser].map((Each: ErrorClass) => [
    new Each("").identDescription,
    Each,
  ]),
);

/** A query; `isValid` says whether both can be ports, `ports` is how they are said in the reply. */
export interface Query extends PortPair {
  readonly isValid: boolean;
  readonly ports: string;
}

const PAIR = /^\s*([+-]?\d{1,20})\s*,\s*([+-]?\d{1,20})\s*$/;

/** `null` for what is no query at all. */
export function readQuery(line: Uint8Array): Query | null {
  const [, server, client] = PAIR.exec(text(line)) ?? [];
  if (server === undefined || client === undefined) return null;
  const [portOnServer, portOnClient] = [Number(server), Number(client)];
  const ports = `${BigInt(server.replace("+", ""))}, ${BigInt(client.replace("+", ""))}`;
  return {
    portOnServer,
    portOnClient,
    isValid: isPort(portOnServer) && isPort(portOnClient),
    ports,
  };
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** Throws `TypeError` for what is no name that could be said in a line. */
export function userReply({ ports }: Query, { system, user }: IdentUser): string {
  if (!/^[^\0\r\n:]{1,40}$/.test(system) || !/^[^\0\r\n]+$/.test(user))
    throw new TypeError(`not to be said in a line: ${JSON.stringify({ system, user })}`);
  if (new TextEncoder().encode(user).length > MAX_USER_LENGTH)
    throw new TypeError(`a name of more than ${MAX_USER_LENGTH} bytes`);
  return `${ports} : USERID : ${system} : ${user}`;
}

export function errorReply({ ports }: Query, { identDescription }: IdentError): string {
  return `${ports} : ERROR : ${identDescription}`;
}

/**
 * The user, or the error that the server gives as its reply. Throws `MalformedIdentError` for what is no reply to `asked`.
 */
export function readReply(line: Uint8Array, asked: PortPair): IdentUser | IdentError {
  const reply = text(line);
  const [ports = "", kind = "", ...rest] = reply.split(":");
  const about = readQuery(new TextEncoder().encode(ports));
  if (
    about === null ||
    about.portOnServer !== asked.portOnServer ||
    about.portOnClient !== asked.portOnClient
  )
    throw malformed(reply, asked);
  if (kind.trim() === "ERROR" && rest.length === 1) {
    const description = rest[0]!.trim();
    return new (ERRORS.get(description) ?? IdentError)(description);
  }
  const [system, ...user] = rest;
  if (kind.trim() !== "USERID" || system === undefined || user.length === 0)
    throw malformed(reply, asked);
  return { system: system.trim(), user: user.join(":").trim() };
}

function malformed(reply: string, { portOnServer, portOnClient }: PortPair): MalformedIdentError {
  const shown = JSON.stringify(reply.slice(0, 100));
  return new MalformedIdentError(`${shown} is no reply about ${portOnServer}, ${portOnClient}`);
}
