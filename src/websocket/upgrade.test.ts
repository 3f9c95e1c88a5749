import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../bytes/index.ts";
import { HeadReader, type HTTPHead } from "./http-head.ts";
import { answerBytes, answerTo, checkAnswer, requestBytes } from "./upgrade.ts";

const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const REQUEST = { host: "server:80", path: "/x", protocols: ["a", "b"], headers: {} };

function parsed(bytes: Uint8Array): HTTPHead {
  const found = new HeadReader().push(bytes);
  assert.ok(found !== null);
  return found.head;
}

test("what a client asks a server agrees to, and the client with its answer", () => {
  const request = parsed(requestBytes(REQUEST, KEY));
  const answer = answerTo(request, { path: "/x", protocols: ["b"] });
  assert.equal(answer.status, 101);
  const head = parsed(answerBytes(answer));
  checkAnswer(head, KEY, ["a", "b"]);
  assert.throws(() => checkAnswer(head, "AAAAAAAAAAAAAAAAAAAAAA==", ["b"]), /Accept is wrong/);
  assert.throws(() => checkAnswer(head, KEY, []), { name: "WebSocketUpgradeError", status: 101 });
});

test("the path is compared without the query, and the method and case of names do not matter where they do not", () => {
  const ask = (lines: string[]): number =>
    answerTo(parsed(utf8(`${lines.join("\r\n")}\r\n\r\n`)), { path: "/x", protocols: [] }).status;
  const rest = [
    "HOST: a",
    "upgrade: foo, WEBSOCKET",
    "CONNECTION: UPGRADE",
    "sec-websocket-version: 13",
    `sec-websocket-key: ${KEY}`,
  ];
  assert.equal(ask(["GET /x?y=/z HTTP/1.1", ...rest]), 101);
  assert.equal(ask(["GET /y HTTP/1.1", ...rest]), 404);
  assert.equal(ask(["HEAD /x HTTP/1.1", ...rest]), 405);
});

test("a refusal says why, and how long that is", () => {
  const said = text(answerBytes({ status: 404, why: "nothing here" }));
  assert.match(said, /^HTTP\/1\.1 404 Not Found\r\n/);
  assert.match(said, /\r\nContent-Length: 13\r\n/);
  assert.ok(said.endsWith("\r\n\r\nnothing here\n"));
});

test("nobody smuggles a line into a request", () => {
  for (const more of [
    { headers: { X: "a\r\nEvil: b" } },
    { headers: { "X\r\n": "a" } },
    { protocols: ["a, b"] },
    { protocols: [""] },
  ])
    assert.throws(() => requestBytes({ ...REQUEST, ...more }, KEY), RangeError);
});
