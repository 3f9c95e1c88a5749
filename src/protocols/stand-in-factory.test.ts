import assert from "node:assert/strict";
import { test } from "node:test";
import { implementer, verifyObject } from "../components/index.ts";
import { hostAddress, IProtocolFactory, IProtocolNegotiationFactory } from "../net/index.ts";
import { Protocol } from "./protocol.ts";
import { StandInFactory } from "./stand-in-factory.ts";

const peer = hostAddress("TCP", "b", 80);

test("it builds what it was told to, and the user's factory hears of its use", () => {
  const log: string[] = [];
  const factory = {
    buildProtocol: () => null,
    doStart: () => log.push("start"),
    doStop: () => log.push("stop"),
  };
  const protocol = new Protocol();
  const standIn = new StandInFactory(factory, () => protocol);
  verifyObject(IProtocolFactory, standIn);
  standIn.doStart();
  assert.equal(standIn.buildProtocol(peer), protocol);
  standIn.doStop();
  assert.deepEqual(log, ["start", "stop"]);
  assert.equal(IProtocolNegotiationFactory.providedBy(standIn), false);
});

test("it negotiates where the user's factory does", () => {
  class Negotiating implements IProtocolNegotiationFactory {
    static {
      implementer(IProtocolNegotiationFactory)(this);
    }
    buildProtocol(): null {
      return null;
    }
    doStart(): void {}
    doStop(): void {}
    acceptableProtocols(): readonly string[] {
      return ["h2"];
    }
  }
  const standIn = new StandInFactory(new Negotiating(), () => null);
  assert.ok(IProtocolNegotiationFactory.providedBy(standIn));
  assert.deepEqual(standIn.acceptableProtocols(), ["h2"]);
});
