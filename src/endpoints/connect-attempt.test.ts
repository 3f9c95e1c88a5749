import assert from "node:assert/strict";
import test from "node:test";
import { verifyObject } from "../components/index.ts";
import { Deferred, Failure } from "../deferred/index.ts";
import { hostAddress, IClientFactory, type IConnector } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { ConnectAttempt } from "./connect-attempt.ts";

const peer = hostAddress("TCP", "b", 80);
const connector = {} as IConnector;

function attempt() {
  const log: string[] = [];
  const factory = {
    buildProtocol: () => new Protocol(),
    doStart: () => log.push("start"),
    doStop: () => log.push("stop"),
  };
  const connected = new Deferred<Protocol>();
  const seen: unknown[] = [];
  connected.addBoth((result) => {
    seen.push(result instanceof Failure ? result.value : result);
  });
  return { attempt: new ConnectAttempt(factory, connected), log, seen };
}

test("the user's factory is started and stopped, and builds", () => {
  const { attempt: mine, log, seen } = attempt();
  verifyObject(IClientFactory, mine);
  mine.doStart();
  mine.startedConnecting();
  const protocol = mine.buildProtocol(peer);
  assert.deepEqual(seen, [], "not before connectionMade");
  mine.clientConnectionMade(connector, protocol!);
  mine.doStop();
  assert.deepEqual(seen, [protocol]);
  assert.deepEqual(log, ["start", "stop"]);
});

test("only the first outcome counts", () => {
  const { attempt: mine, seen } = attempt();
  const first = new Error("first");
  mine.clientConnectionFailed(connector, new Failure(first));
  mine.clientConnectionLost(connector, new Failure(new Error("second")));
  mine.clientConnectionMade(connector, new Protocol());
  mine.settle(() => assert.fail("settled already"));
  assert.equal(mine.buildProtocol(peer), null, "what comes too late is closed");
  assert.deepEqual(seen, [first]);
});
