/**
 * The messages of SOCKS 4, and of 4a, which sends the name of a host behind an address that is none (0.0.0.1).
 *
 * After `socks4.protocol` and `socks4a.protocol` of Ying-Da Lee. Both messages are read strictly.
 */
import { concat, utf8 } from "../../bytes/index.ts";
import { ipAddressBytes, ipAddressText, isIPAddress } from "../../net/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import {
  fieldText,
  hostName,
  hostNameBytes,
  MAX_FIELD,
  type Parsed,
  parseWith,
  portBytes,
} from "./message.ts";

export const VERSION_4 = 4;
export const GRANTED = 90;
export const REJECTED = 91;

/** What a client of version 4 or 4a asks for. */
export interface SOCKS4Request {
  readonly command: "connect" | "bind";
  /** `"4a"`: the host was sent as a name. */
  readonly version: 4 | "4a";
  /** An IPv4 address or, in 4a, a name. */
  readonly host: string;
  readonly port: number;
  /** Who asks, as they say: at most 255 bytes, and often nothing. */
  readonly userId: string;
}

/** What the proxy answers to that. */
export interface SOCKS4Reply {
  /** 90: granted; 91: rejected; 92 and 93: rejected, for what identd says or does not say. */
  readonly code: number;
  readonly host: string;
  readonly port: number;
}

/** Version and all. `null` while there is too little of it. Throws `SOCKSMessageError`. */
export function parseSOCKS4Request(bytes: Uint8Array): Parsed<SOCKS4Request> | null {
  return parseWith(bytes, (reader): SOCKS4Request => {
    reader.constant(VERSION_4, "version");
    const code = reader.byte();
    if (code !== 1 && code !== 2) throw new SOCKSMessageError(`there is no command ${code}`);
    const port = reader.port();
    const address = reader.take(4);
    const userId = fieldText(reader.terminated("user id"), "user id");
    const isName = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0;
    return {
      command: code === 1 ? "connect" : "bind",
      version: isName ? "4a" : VERSION_4,
      host: isName ? hostName(reader.terminated("name of the host")) : ipAddressText(address),
      port,
      userId,
    };
  });
}

/** Throws `SOCKSMessageError` for what cannot be said: a name, say, in version 4. */
export function buildSOCKS4Request(request: SOCKS4Request): Uint8Array {
  const { command, version, host, port, userId } = request;
  const user = utf8(userId);
  if (user.length > MAX_FIELD || user.includes(0))
    throw new SOCKSMessageError(`a user id has at most ${MAX_FIELD} bytes, and no NUL in it`);
  const head = [VERSION_4, command === "connect" ? 1 : 2, ...portBytes(port)];
  if (version === "4a" && !isIPAddress(host))
    return concat([Uint8Array.of(...head, 0, 0, 0, 1), user, NUL, hostNameBytes(host), NUL]);
  if (!isIPAddress(host))
    throw new SOCKSMessageError(`version 4 takes no name and no IPv6: ${JSON.stringify(host)}`);
  const address = ipAddressBytes(host);
  if (address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0)
    throw new SOCKSMessageError(`${host} is what 4a marks a name with`);
  return concat([Uint8Array.of(...head), address, user, NUL]);
}

const NUL = Uint8Array.of(0);

/** Eight bytes. `null` while there are fewer. Throws `SOCKSMessageError`. */
export function parseSOCKS4Reply(bytes: Uint8Array): Parsed<SOCKS4Reply> | null {
  return parseWith(bytes, (reader): SOCKS4Reply => {
    reader.constant(0, "version of the reply");
    const code = reader.byte();
    if (code < GRANTED || code > 93) throw new SOCKSMessageError(`there is no reply ${code}`);
    const port = reader.port();
    return { code, port, host: ipAddressText(reader.take(4)) };
  });
}

/** A host that is no IPv4 address is left out: 0.0.0.0. */
export function buildSOCKS4Reply({ code, host, port }: SOCKS4Reply): Uint8Array {
  const address = isIPAddress(host) ? ipAddressBytes(host) : new Uint8Array(4);
  return Uint8Array.of(0, code, ...portBytes(port), ...address);
}
