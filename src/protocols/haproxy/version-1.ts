/**
 * Version 1 of the header: a line of text (section 2.1 of haproxy's proxy-protocol.txt).
 *
 * Rule: as strict as haproxy. One space and no more between fields, no signs, no leading zeros, addresses as they are
 * written and nothing after the second port.
 */
import { latin1Text, utf8 } from "../../bytes/index.ts";
import {
  hostAddress,
  type IAddress,
  type IHostAddress,
  ipAddressBytes,
  ipAddressText,
  isIPAddress,
  isIPv6Address,
} from "../../net/index.ts";
import { InvalidNetworkProtocol, InvalidProxyHeader, MissingAddressData } from "./errors.ts";
import { ProxyInfo } from "./proxy-info.ts";
import { sameFamily } from "./same-family.ts";

/** With its end: the longest that there is. */
export const LONGEST_LINE = 107;

const PORT = /^(?:0|[1-9]\d{0,4})$/;

/** `line` has no CRLF any more. Throws `InvalidProxyHeader`. */
export function parseProxyV1(line: Uint8Array): ProxyInfo {
  const text = latin1Text(line);
  const [prefix, protocol, ...fields] = text.split(" ");
  if (prefix !== "PROXY" || /[\r\n]/.test(text)) throw invalid("is no line of the protocol", text);
  if (protocol === "UNKNOWN") return new ProxyInfo(line, null, null);
  if (protocol !== "TCP4" && protocol !== "TCP6")
    throw new InvalidNetworkProtocol(
      `neither TCP4 nor TCP6 nor UNKNOWN: ${JSON.stringify(protocol ?? "")}`,
    );
  const [source, destination, sourcePort, destinationPort, ...others] = fields;
  if (destinationPort === undefined || fields.includes(""))
    throw new MissingAddressData(`two addresses and two ports are needed: ${JSON.stringify(text)}`);
  if (others.length > 0) throw invalid("goes on after the second port", text);
  const read = (host: string, port: string): IHostAddress => {
    const isHost = protocol === "TCP4" ? isIPAddress(host) : isIPv6Address(host);
    if (!isHost || host.includes("%")) throw invalid(`has no address of ${protocol}`, text);
    if (!PORT.test(port) || Number(port) > 65_535) throw invalid("has no port", text);
    return hostAddress("TCP", ipAddressText(ipAddressBytes(host)), Number(port));
  };
  return new ProxyInfo(line, read(source!, sourcePort!), read(destination!, destinationPort));
}

/** The line, with its end. `UNKNOWN` where these are not both addresses of TCP. */
export function encodeProxyV1(source: IAddress | null, destination: IAddress | null): Uint8Array {
  const ends = sameFamily(source, destination);
  if (ends === null || ends.type !== "TCP") return utf8("PROXY UNKNOWN\r\n");
  const hosts = `${ipAddressText(ends.source)} ${ipAddressText(ends.destination)}`;
  const family = ends.source.length === 4 ? "TCP4" : "TCP6";
  return utf8(`PROXY ${family} ${hosts} ${ends.sourcePort} ${ends.destinationPort}\r\n`);
}

function invalid(what: string, text: string): InvalidProxyHeader {
  return new InvalidProxyHeader(`it ${what}: ${JSON.stringify(text)}`);
}
