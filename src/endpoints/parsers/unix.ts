/** `unix:/run/echo.sock`; `unix:@echo` is an abstract name, as socat and systemd write it. */
import { IReactorUNIX } from "../../net/index.ts";
import { optional, type Reader, required, seconds, wholeNumber } from "../parameters.ts";
import {
  clientParser,
  type IStreamClientEndpointStringParser,
  type IStreamServerEndpointStringParser,
  serverParser,
} from "../parser.ts";
import { UNIXClientEndpoint } from "../unix-client-endpoint.ts";
import { UNIXServerEndpoint } from "../unix-server-endpoint.ts";

const socketName: Reader<string> = (text) => {
  if (text === "" || text === "@" || text.includes("\0"))
    throw new RangeError("the path of a socket, or @ and an abstract name");
  return text.replace(/^@/, "\0");
};

/** As `chmod` takes them. */
const permissions: Reader<number> = (text) => {
  if (!/^[0-7]{1,4}$/.test(text)) throw new RangeError("permissions in octal, as 660");
  return Number.parseInt(text, 8);
};

const flag: Reader<boolean> = (text) => {
  if (text !== "0" && text !== "1") throw new RangeError("0 or 1");
  return text === "1";
};

export const unixServer: IStreamServerEndpointStringParser = serverParser(
  "unix",
  IReactorUNIX,
  {
    address: required(socketName),
    mode: optional(permissions),
    backlog: optional(wholeNumber(1, 2 ** 31 - 1)),
    lockfile: optional(flag),
  },
  (reactor, { address, lockfile = true, ...options }) =>
    new UNIXServerEndpoint(reactor, address, { ...options, wantPID: lockfile }),
);

export const unixClient: IStreamClientEndpointStringParser = clientParser(
  "unix",
  IReactorUNIX,
  { path: required(socketName), lockfile: optional(flag), timeout: optional(seconds) },
  (reactor, { path, lockfile = false, timeout }) =>
    new UNIXClientEndpoint(reactor, path, {
      checkPID: lockfile,
      ...(timeout !== undefined && { seconds: timeout }),
    }),
);
