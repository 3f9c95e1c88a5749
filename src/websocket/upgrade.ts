/** What client and server say to each other before there are frames: RFC 6455 section 4. Pure functions. */
import { createHash } from "node:crypto";
import { utf8 } from "../bytes/index.ts";
import { WebSocketUpgradeError } from "./errors.ts";
import { type HTTPHead, isHeader, listed } from "./http-head.ts";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const KEY = /^[+/0-9A-Za-z]{22}==$/;

const STATUS: Readonly<Record<number, string>> = {
  101: "Switching Protocols",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
};

/** How a server answers, and why where it refuses. */
export interface Answer {
  readonly status: number;
  readonly why?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UpgradeRequest {
  /** As in a URL: with the port, unless that is the usual one. */
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface UpgradeRules {
  /** Without a query; by default any. */
  readonly path?: string | undefined;
  readonly protocols: readonly string[];
  readonly origins?: readonly string[] | undefined;
}

/** Throws `RangeError` for a header, or a name of a protocol, that cannot be said. */
export function requestBytes(
  { host, path, protocols, headers }: UpgradeRequest,
  key: string,
): Uint8Array {
  const all = {
    Host: host,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": key,
    "Sec-WebSocket-Version": "13",
    ...(protocols.length > 0 && { "Sec-WebSocket-Protocol": checkedProtocols(protocols) }),
    ...headers,
  };
  return headBytes(`GET ${path} HTTP/1.1`, all);
}

export function answerBytes({ status, why, headers = {} }: Answer): Uint8Array {
  const line = `HTTP/1.1 ${status} ${STATUS[status]}`;
  if (status === 101) return headBytes(line, headers);
  const body = utf8(`${why}\n`);
  const head = headBytes(line, {
    Connection: "close",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": String(body.length),
    ...headers,
  });
  return Uint8Array.from([...head, ...body]);
}

function headBytes(startLine: string, headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => {
    if (isHeader(name, value)) return `${name}: ${value}`;
    throw new RangeError(`no header of HTTP: ${JSON.stringify(`${name}: ${value}`)}`);
  });
  return utf8(`${[startLine, ...lines].join("\r\n")}\r\n\r\n`);
}

function checkedProtocols(protocols: readonly string[]): string {
  for (const name of protocols)
    if (!isHeader(name, "")) throw new RangeError(`no name of a protocol: ${JSON.stringify(name)}`);
  return protocols.join(", ");
}

/** How a server answers to `request`: with status 101, or with why not. */
export function answerTo(request: HTTPHead, rules: UpgradeRules): Answer {
  return refusalOf(request, rules) ?? acceptance(request, rules);
}

function refusalOf(request: HTTPHead, { path, origins }: UpgradeRules): Answer | null {
  const refused = (status: number, why: string, headers = {}): Answer => ({ status, why, headers });
  const [method, target = "", version, more] = request.startLine.split(" ");
  if (version !== "HTTP/1.1" || more !== undefined || !/^[/*]/.test(target))
    return refused(400, "this is no HTTP/1.1");
  if (method !== "GET") return refused(405, "a WebSocket begins with GET", { Allow: "GET" });
  const { headers } = request;
  if (!headers.has("host")) return refused(400, "HTTP/1.1 needs a Host");
  if (headers.has("content-length") || headers.has("transfer-encoding"))
    return refused(400, "this takes no body");
  if (path !== undefined && target.replace(/\?.*$/, "") !== path)
    return refused(404, "there is nothing here");
  const upgrade = { Upgrade: "websocket", Connection: "close, Upgrade" };
  if (!includes(request, "connection", "upgrade") || !includes(request, "upgrade", "websocket"))
    return refused(426, "this is for WebSockets", upgrade);
  if (headers.get("sec-websocket-version") !== "13")
    return refused(426, "version 13 of WebSockets, and no other", {
      ...upgrade,
      "Sec-WebSocket-Version": "13",
    });
  if (!KEY.test(headers.get("sec-websocket-key") ?? ""))
    return refused(400, "Sec-WebSocket-Key has to be 16 bytes in base64");
  if (origins !== undefined && !origins.includes(headers.get("origin") ?? ""))
    return refused(403, "not from there");
  return null;
}

function acceptance(request: HTTPHead, { protocols }: UpgradeRules): Answer {
  const chosen = listed(request, "sec-websocket-protocol").find((name) => protocols.includes(name));
  return {
    status: 101,
    headers: {
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Accept": acceptKey(request.headers.get("sec-websocket-key")!),
      ...(chosen !== undefined && { "Sec-WebSocket-Protocol": chosen }),
    },
  };
}

/** Throws `WebSocketUpgradeError` unless the server has agreed to what was asked of it with `key`. */
export function checkAnswer(answer: HTTPHead, key: string, protocols: readonly string[]): void {
  const status = Number(
    /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/.exec(answer.startLine)?.[1] ?? Number.NaN,
  );
  const failed = (why: string): never => {
    throw new WebSocketUpgradeError(why, Number.isNaN(status) ? null : status);
  };
  if (Number.isNaN(status)) failed("what answers is no server of HTTP");
  if (status !== 101) failed(`the server does not go over to WebSockets: ${answer.startLine}`);
  if (!includes(answer, "connection", "upgrade") || !includes(answer, "upgrade", "websocket"))
    failed("the server goes over to something else");
  if (answer.headers.get("sec-websocket-accept") !== acceptKey(key))
    failed("the server has not understood: its Sec-WebSocket-Accept is wrong");
  if (answer.headers.has("sec-websocket-extensions"))
    failed("the server uses extensions that it was not asked for");
  const chosen = answer.headers.get("sec-websocket-protocol");
  if (chosen === undefined ? protocols.length > 0 : !protocols.includes(chosen))
    failed(
      `none of the protocols ${protocols.join(", ")}: the server has chosen ${chosen ?? "none"}`,
    );
}

/** Is it in the list, in whatever case? */
function includes(head: HTTPHead, header: string, item: string): boolean {
  return listed(head, header).some((each) => each.toLowerCase() === item);
}

function acceptKey(key: string): string {
  return createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
}
