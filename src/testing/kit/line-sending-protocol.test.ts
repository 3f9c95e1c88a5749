import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { LineSendingProtocol } from "./line-sending-protocol.ts";
import { StringTransportWithDisconnection } from "./string-transport-with-disconnection.ts";

function connected(start: boolean) {
  const protocol = new LineSendingProtocol(["one", utf8("two")], { start });
  const transport = new StringTransportWithDisconnection();
  transport.protocol = protocol;
  protocol.makeConnection(transport);
  return { protocol, transport };
}

test("it sends its lines when it is connected, and keeps those that come", () => {
  const { protocol, transport } = connected(true);
  assert.equal(text(transport.value()), "one\r\ntwo\r\n");
  protocol.dataReceived(utf8("three\r\nfo"));
  protocol.dataReceived(utf8("ur\r\n"));
  assert.deepEqual(
    protocol.response.map((line) => text(line)),
    ["three", "four"],
  );
  assert.equal(protocol.lostConn, false);
  transport.loseConnection();
  assert.equal(protocol.lostConn, true);
});

test("it sends them, once, when the first line has come", () => {
  const { protocol, transport } = connected(false);
  assert.equal(transport.value().length, 0);
  protocol.dataReceived(utf8("go\r\non\r\n"));
  assert.equal(text(transport.value()), "one\r\ntwo\r\n");
  assert.equal(protocol.response.length, 2);
});
