import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../time/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { connectedServerAndClient } from "./connect.ts";
import { assertNoResult, successResultOf } from "./results.ts";
import { StringTransportWithDisconnection } from "./string-transport-with-disconnection.ts";
import { waitUntilAllDisconnected } from "./wait-until-all-disconnected.ts";

test("it waits for the last of them, recording transports and connections alike", () => {
  const clock = new Clock();
  const recording = new AccumulatingProtocol();
  const transport = new StringTransportWithDisconnection();
  recording.makeConnection(transport);
  const [client, server, pump] = connectedServerAndClient(
    AccumulatingProtocol,
    AccumulatingProtocol,
  );
  const waiting = waitUntilAllDisconnected(clock, [recording, client, server]);
  clock.advance(1);
  assertNoResult(waiting);
  transport.loseConnection();
  client.transport.loseConnection();
  clock.advance(1);
  assertNoResult(waiting);
  pump.flush();
  clock.advance(1);
  successResultOf(waiting);
  assert.deepEqual(clock.getDelayedCalls(), []);
});

test("where nobody is connected it fires at once", () => {
  successResultOf(waitUntilAllDisconnected(new Clock(), []));
  successResultOf(waitUntilAllDisconnected(new Clock(), [new AccumulatingProtocol()]));
});
