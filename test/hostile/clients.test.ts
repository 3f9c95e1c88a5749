/**
 * Servers that mean no good: whoever has asked them is told by an error of its own class, and the connection is closed; by
 * those who take for ever, when the time is over that there is by default, or that whoever asks has set.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deferred } from "torsion/deferred";
import { SOCKSClientEndpoint, type TCPClientEndpoint } from "torsion/endpoints";
import { Protocol } from "torsion/protocols";
import { finger } from "torsion/protocols/finger";
import { IdentClient } from "torsion/protocols/ident";
import { MemCacheProtocol } from "torsion/protocols/memcache";
import { WebSocketClientEndpoint } from "torsion/websocket";
import { attackClient, type Reactor } from "./attack.ts";

type Ask = (endpoint: TCPClientEndpoint, reactor: Reactor) => Deferred<unknown>;

const memcached =
  (ask: (client: MemCacheProtocol) => Deferred<unknown>, maxAnswerLength = 1_000_000): Ask =>
  (endpoint, reactor) =>
    endpoint.connect(() => new MemCacheProtocol(reactor, { maxAnswerLength })).addCallback(ask);
const get = memcached((client) => client.get("k"));
const stats = memcached((client) => client.stats(), 100_000);
const increment = memcached((client) => client.increment("k"));
const set = memcached((client) => client.set("k", "v"));

const ident: Ask = (endpoint) =>
  endpoint.connect(() => new IdentClient()).addCallback((client) => client.lookup(1, 2));
const askFinger: Ask = (endpoint) => finger(endpoint, "");
const socks =
  (version: 4 | 5, username?: string): Ask =>
  (proxy, clock) =>
    new SOCKSClientEndpoint(proxy, "192.0.2.1", 80, {
      ...{ clock, version },
      ...(username && { username, password: "p" }),
    }).connect(Protocol);
const webSocket: Ask = (endpoint, reactor) =>
  new WebSocketClientEndpoint(reactor, "ws://there/", { endpoint }).connect(Protocol);

type Row = readonly [what: string, ask: Ask, first: string, then: string, error: string];

const ROWS: readonly Row[] = [
  ["memcached: a line without an end", get, "", "x", "AnswerTooLongError"],
  ["memcached: a key without an end", get, "VALUE ", "x", "AnswerTooLongError"],
  ["memcached: a value of 4 GiB", get, "VALUE k 0 4294967296\r\n", "x", "AnswerTooLongError"],
  ["memcached: a negative length", get, "VALUE k 0 -1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: a signed length", get, "VALUE k 0 +1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: a length with a space", get, "VALUE k 0  1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: a value longer than said", get, "VALUE k 0 1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: another key", get, "VALUE other 0 1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: the key twice", get, "", "VALUE k 0 1\r\nx\r\n", "UnexpectedAnswerError"],
  ["memcached: empty lines", get, "", "\r\n", "UnexpectedAnswerError"],
  ["memcached: statistics without an end", stats, "", "STAT a b\r\n", "AnswerTooLongError"],
  ["memcached: a number without an end", increment, "", "9", "AnswerTooLongError"],
  ["memcached: a number of 21 digits", increment, "9".repeat(21), "\r\n", "UnexpectedAnswerError"],
  ["memcached: no number", increment, "-1\r\n", "x", "UnexpectedAnswerError"],
  ["memcached: no word", set, "STORE\r\n", "x", "UnexpectedAnswerError"],
  ["ident: a line without an end", ident, "", "x", "IdentError"],
  ["ident: another's ports", ident, "2,1:USERID:UNIX:root\r\n", "x", "IdentError"],
  ["ident: empty lines", ident, "", "\r\n", "IdentError"],
  ["ident: a port without an end", ident, "1,2", " ", "IdentError"],
  ["finger: an answer without an end", askFinger, "", "\x1b", "FingerAnswerTooLongError"],
  ["SOCKS 4: no answer", socks(4), "", "x", "SOCKSProxyError"],
  ["SOCKS 4: a code that there is not", socks(4), "\0\0", "x", "SOCKSProxyError"],
  ["SOCKS 5: no answer", socks(5), "", "x", "SOCKSProxyError"],
  ["SOCKS 5: more than was asked for", socks(5), "\x05\0", "\x05", "SOCKSProxyError"],
  ["SOCKS 5: a method that was not offered", socks(5), "\x05\x02", "x", "SOCKSAuthenticationError"],
  ["SOCKS 5: no status", socks(5, "u"), "\x05\x02x", "x", "SOCKSProxyError"],
  ["WebSocket: no HTTP", webSocket, "", "x", "WebSocketUpgradeError"],
  [
    "WebSocket: headers without an end",
    webSocket,
    "HTTP/1.1 101 S\r\n",
    "a:\r\n",
    "WebSocketUpgradeError",
  ],
  ["WebSocket: no upgrade", webSocket, "HTTP/1.1 200 OK\r\n\r\n", "x", "WebSocketUpgradeError"],
  [
    "WebSocket: the wrong key",
    webSocket,
    "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
    "x",
    "WebSocketUpgradeError",
  ],
];

for (const [what, ask, first, then, error] of ROWS)
  test(`${what}: ${error}`, () => {
    const outcome = attackClient(ask, { first, then }, 120);
    assert.equal(outcome.error?.name, error, String(outcome.error));
    assert.equal(outcome.left, 0);
  });

/** A byte a minute; those with 0 seconds have no limit by default, and are given one. */
const SLOW: readonly [what: string, ask: Ask, first: string, seconds: number, error: string][] = [
  ["SOCKS 4", socks(4), "\0", 30, "TimeoutError"],
  ["SOCKS 5", socks(5), "\x05", 30, "TimeoutError"],
  ["WebSocket", webSocket, "HTTP/1.1 101 S\r\n", 10, "TimeoutError"],
  [
    "memcached, when whoever asks gives it up and closes",
    (endpoint, reactor) =>
      endpoint
        .connect(() => new MemCacheProtocol(reactor))
        .addCallback((client) =>
          client
            .get("k")
            .addTimeout(20, reactor)
            .addErrback((failure) => {
              client.transport.abortConnection();
              return failure;
            }),
        ),
    "VALUE k 0 100\r\n",
    20,
    "TimeoutError",
  ],
  [
    "ident, when whoever asks gives it up and closes",
    (endpoint, reactor) =>
      endpoint
        .connect(() => new IdentClient())
        .addCallback((client) =>
          client
            .lookup(1, 2)
            .addTimeout(20, reactor)
            .addErrback((failure) => {
              client.transport.abortConnection();
              return failure;
            }),
        ),
    "1, 2 :",
    20,
    "TimeoutError",
  ],
  [
    "finger, which is given up",
    (endpoint, reactor) => finger(endpoint, "").addTimeout(20, reactor),
    "Login:",
    20,
    "TimeoutError",
  ],
];

for (const [what, ask, first, seconds, error] of SLOW)
  test(`an answer of a byte a minute, ${what}: given up after ${seconds} s`, () => {
    const outcome = attackClient(ask, { first, then: "1", everySeconds: 60 });
    assert.equal(outcome.error?.name, error, String(outcome.error));
    assert.ok(outcome.at! <= seconds + 1, `after ${outcome.at} s`);
    assert.equal(outcome.left, 0);
  });
