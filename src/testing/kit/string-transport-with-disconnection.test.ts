import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { verifyObject } from "../../components/index.ts";
import { ConnectionAborted, ConnectionDone, IStreamTransport } from "../../net/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { StringTransportWithDisconnection } from "./string-transport-with-disconnection.ts";

function connection() {
  const transport = new StringTransportWithDisconnection();
  const protocol = new AccumulatingProtocol();
  let times = 0;
  protocol.closedDeferred.addCallback(() => {
    times += 1;
  });
  transport.protocol = protocol;
  protocol.makeConnection(transport);
  return { transport, protocol, times: () => times };
}

test("X8: the protocol hears of the end once, whatever is closed after it", () => {
  const { transport, protocol, times } = connection();
  verifyObject(IStreamTransport, transport);
  transport.loseConnection();
  transport.loseConnection();
  transport.abortConnection();
  assert.ok(protocol.closedReason?.check(ConnectionDone));
  assert.equal(times(), 1);
  assert.deepEqual([transport.connected, transport.disconnecting], [false, true]);
});

test("an abort is an end that says so", () => {
  const { transport, protocol } = connection();
  transport.abortConnection();
  assert.ok(protocol.closedReason?.check(ConnectionAborted));
});

test("X4: the close waits for a producer", () => {
  const { transport, protocol } = connection();
  const producer = { resumeProducing() {}, stopProducing() {} };
  transport.registerProducer(producer, false);
  transport.loseConnection();
  transport.write(utf8("the rest"));
  assert.equal(protocol.closed, false);
  transport.unregisterProducer();
  assert.equal(protocol.closed, true);
  assert.equal(text(transport.value()), "the rest");
});

test("without a protocol nobody is told", () => {
  const transport = new StringTransportWithDisconnection();
  transport.loseConnection();
  assert.equal(transport.connected, false);
});

test("the protocol is given the reason that the transport was given", () => {
  for (const end of ["loseConnection", "abortConnection"] as const) {
    const transport = new StringTransportWithDisconnection();
    const reasons: Error[] = [];
    transport.protocol = {
      makeConnection() {},
      connectionMade() {},
      dataReceived() {},
      connectionLost: ({ value }) => reasons.push(value),
    };
    const tooLong = new Error("the line is too long");
    transport[end](tooLong);
    assert.deepEqual([transport.reason, reasons], [tooLong, [tooLong]]);
  }
});
