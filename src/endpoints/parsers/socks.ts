/** `socks5:example.org:80:endpoint=tcp\:proxy\:1080`: through a proxy, which another description leads to. */
import { IReactorTime } from "../../net/index.ts";
import type { SOCKSVersion } from "../../protocols/socks/index.ts";
import { parseDescription } from "../description.ts";
import { clientFromDescription } from "../from-string.ts";
import {
  host,
  innerDescription,
  optional,
  portNumber,
  type Reader,
  required,
  seconds,
} from "../parameters.ts";
import { clientParser, type IStreamClientEndpointStringParser } from "../parser.ts";
import { SOCKSClientEndpoint } from "../socks-client-endpoint.ts";

/** Where proxies are that nobody says anything else of: at the port that RFC 1928 gives them. */
const USUAL_PROXY = "tcp:127.0.0.1:1080";

const field: Reader<string> = (text) => {
  const { length } = new TextEncoder().encode(text);
  if (length === 0 || length > 255) throw new RangeError("1 to 255 bytes of UTF-8");
  return text;
};

const to = { host: required(host), port: required(portNumber(1)) };
const through = { endpoint: optional(innerDescription), timeout: optional(seconds) };

function socksParser(prefix: string, version: SOCKSVersion): IStreamClientEndpointStringParser {
  const who = {
    username: optional(field),
    ...(version === 5 && { password: optional(field) }),
  };
  return clientParser(
    prefix,
    IReactorTime,
    { ...to, ...through, ...who },
    (
      clock,
      { host, port, endpoint = parseDescription(USUAL_PROXY), timeout, username, password },
    ) =>
      new SOCKSClientEndpoint(clientFromDescription(clock, endpoint), host, port, {
        ...{ clock, version },
        ...(timeout !== undefined && { seconds: timeout }),
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
      }),
  );
}

export const socks5Client: IStreamClientEndpointStringParser = socksParser("socks5", 5);
/** Names are sent to the proxy. */
export const socks4aClient: IStreamClientEndpointStringParser = socksParser("socks4a", "4a");
/** The host is an IPv4 address. */
export const socks4Client: IStreamClientEndpointStringParser = socksParser("socks4", 4);
