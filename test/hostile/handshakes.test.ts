/**
 * Peers that mean no good, at the beginning of a connection: PROXY headers, SOCKS, the upgrade to WebSockets. Each is
 * told off by an error of its own class, after no more bytes than the limit and one read; and whoever takes for ever is
 * gone when the time is over that there is by default.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { socksThrough } from "torsion/endpoints";
import type { IStreamServerEndpoint } from "torsion/net";
import { Protocol } from "torsion/protocols";
import { proxyEndpoint } from "torsion/protocols/haproxy";
import { SOCKSServerFactory } from "torsion/protocols/socks";
import { WebSocketServerEndpoint } from "torsion/websocket";
import { attackServer, READ, type Reactor, type Says } from "./attack.ts";

type Serve = (endpoint: IStreamServerEndpoint, reactor: Reactor) => unknown;

const proxy: Serve = (endpoint, clock) => proxyEndpoint(endpoint, clock).listen(Protocol);
const socks: Serve = (endpoint, reactor) =>
  endpoint.listen(new SOCKSServerFactory(socksThrough(reactor)));
const guarded: Serve = (endpoint, reactor) =>
  endpoint.listen(new SOCKSServerFactory({ ...socksThrough(reactor), authenticate: () => false }));
const webSocket: Serve = (endpoint, reactor) =>
  new WebSocketServerEndpoint(reactor, endpoint).listen(Protocol);

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

interface Case extends Says {
  readonly what: string;
  readonly serve: Serve;
  readonly error: string;
  /** Bytes that may be kept before it is over. */
  readonly limit: number;
}

function cases(
  what: string,
  serve: Serve,
  limit: number,
  ...rows: [string, string, string, string][]
): Case[] {
  return rows.map(([how, first, then, error]) => ({
    what: `${what}: ${how}`,
    ...{ serve, limit, first, then, error },
  }));
}

const CASES: readonly Case[] = [
  ...cases(
    "PROXY",
    proxy,
    4096,
    ["no header", "", "x", "InvalidProxyHeader"],
    ["another version of HTTP", "PRI * HTTP/2.0\r\n", "\r", "InvalidProxyHeader"],
    ["version 1 without an end", "PROXY TCP4 ", "1", "ProxyHeaderTooLongError"],
    ["version 1 of spaces", "PROXY ", " ", "ProxyHeaderTooLongError"],
    ["carriage returns without an end", "PROXY TCP4 ", "\r", "ProxyHeaderTooLongError"],
    ["a signed port", "PROXY TCP4 1.2.3.4 1.2.3.4 +1 -1\r\n", "x", "InvalidProxyHeader"],
    [
      "a port with a zero in front",
      "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
      "x",
      "InvalidProxyHeader",
    ],
    ["a huge port", "PROXY TCP4 1.2.3.4 1.2.3.4 99999 1\r\n", "x", "InvalidProxyHeader"],
    ["two spaces", "PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n", "x", "MissingAddressData"],
    ["version 2 of 64 KiB", `${SIGNATURE}\x21\x11\xff\xff`, "\0", "ProxyHeaderTooLongError"],
    ["version 2 without addresses", `${SIGNATURE}\x21\x11\0\0`, "x", "MissingAddressData"],
    ["version 3", `${SIGNATURE}\x31`, "x", "InvalidProxyHeader"],
    ["a family that there is not", `${SIGNATURE}\x21\x41\0\0`, "x", "InvalidNetworkProtocol"],
    [
      "a TLV longer than the header",
      `${SIGNATURE}\x21\x11\0\x0f${"\0".repeat(12)}\x04\xff\xff`,
      "x",
      "InvalidProxyHeader",
    ],
  ),
  ...cases(
    "SOCKS",
    socks,
    1024,
    ["no version", "", "x", "SOCKSMessageError"],
    ["version 0", "", "\0", "SOCKSMessageError"],
    ["a user id without an end", "\x04\x01\0\x50\xc0\0\x02\x01", "x", "SOCKSMessageError"],
    ["a name without an end", "\x04\x01\0\x50\0\0\0\x01\0", "x", "SOCKSMessageError"],
    ["no methods", "\x05\0", "x", "SOCKSMessageError"],
    ["methods nobody has", "\x05\xff", "\xfe", "SOCKSRefused"],
    ["a command that there is not", "\x05\x01\0\x05\x09", "x", "SOCKSMessageError"],
    ["an address of no type", "\x05\x01\0\x05\x01\0\x07", "x", "SOCKSMessageError"],
    ["an empty name", "\x05\x01\0\x05\x01\0\x03\0", "x", "SOCKSMessageError"],
    [
      "a name of control characters",
      "\x05\x01\0\x05\x01\0\x03\x02\r\n\0\x50",
      "x",
      "SOCKSMessageError",
    ],
    ["what is not everybody's", "\x05\x01\0\x05\x01\0\x01\x7f\0\0\x01\0\x50", "x", "SOCKSRefused"],
  ),
  ...cases(
    "SOCKS with authentication",
    guarded,
    1024,
    ["an empty name", "\x05\x01\x02\x01\0", "x", "SOCKSMessageError"],
    ["wrong credentials", "\x05\x01\x02\x01\x01u\x01p", "x", "SOCKSRefused"],
    ["no credentials", "\x05\x01\x02", "\x05", "SOCKSMessageError"],
  ),
  ...cases(
    "the upgrade",
    webSocket,
    16_384,
    ["a header without an end", "GET / HTTP/1.1\r\na: ", "x", "ConnectionLost"],
    ["headers without an end", "GET / HTTP/1.1\r\n", "a:\r\n", "ConnectionLost"],
    [
      "spaces in a header",
      `GET / HTTP/1.1\r\na: x${" ".repeat(16_000)}x\r\n\r\n`,
      "x",
      "ConnectionLost",
    ],
    ["no HTTP", "\x16\x03\x01", "\r\n\r\n", "ConnectionLost"],
    ["zeros", "", "\0", "ConnectionLost"],
    [
      "a negative length",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
      "x",
      "ConnectionLost",
    ],
  ),
];

for (const { what, serve, error, limit, ...says } of CASES)
  test(`${what}: ${error}`, () => {
    const outcome = attackServer(serve, says, 60);
    assert.equal(outcome.reason?.name, error, String(outcome.reason));
    assert.ok(outcome.received <= says.first.length + limit + READ, `${outcome.received} bytes`);
    assert.ok(outcome.ended! < 10, `it took ${outcome.ended} s`);
    assert.equal(outcome.left, 0);
  });

/** A byte a minute: of what, and how long that can go on. */
const SLOW: readonly [what: string, serve: Serve, first: string, seconds: number, error: string][] =
  [
    ["half a PROXY header", proxy, "PROXY TCP4 ", 5, "ProxyHeaderTimedOut"],
    [
      "half a PROXY header of version 2",
      proxy,
      `${SIGNATURE}\x21\x11\0\xff`,
      5,
      "ProxyHeaderTimedOut",
    ],
    ["no byte of a PROXY header", proxy, "", 5, "ProxyHeaderTimedOut"],
    ["half a request of SOCKS 4", socks, "\x04\x01\0\x50", 30, "SOCKSHandshakeTimedOut"],
    ["half a request of SOCKS 5", socks, "\x05\x01\0\x05\x01", 30, "SOCKSHandshakeTimedOut"],
    ["half of the credentials", guarded, "\x05\x01\x02\x01", 30, "SOCKSHandshakeTimedOut"],
    ["half an upgrade", webSocket, "GET / HTTP/1.1\r\n", 15, "ConnectionLost"],
  ];

for (const [what, serve, first, seconds, error] of SLOW)
  test(`${what}, and a byte a minute: gone after ${seconds} s`, () => {
    const outcome = attackServer(serve, { first, then: "\x01", everySeconds: 60 });
    assert.equal(outcome.reason?.name, error, String(outcome.reason));
    assert.ok(outcome.ended! <= seconds + 1, `it took ${outcome.ended} s`);
    assert.equal(outcome.left, 0);
  });
