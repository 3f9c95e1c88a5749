import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, verifyObject } from "../components/index.ts";
import {
  IProtocol,
  ISwitchableTransport,
  ITLSTransport,
  NotSupportedError,
  optionsForClientTLS,
} from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { TLSFirst } from "./tls-first.ts";

const tls = optionsForClientTLS("example.org");

function transport(log: unknown[], startTLS: () => void = () => {}) {
  return {
    startTLS: (options: unknown) => {
      log.push(["startTLS", options]);
      startTLS();
    },
    setProtocol: (protocol: unknown) => log.push(["setProtocol", protocol]),
    abortConnection: (reason: unknown) => log.push(["abort", reason]),
  };
}

test("TLS first, then the user's protocol takes its place and is connected, itself", () => {
  const log: unknown[] = [];
  const carrier = transport(log);
  directlyProvides(carrier as never, ITLSTransport, ISwitchableTransport);
  class Mine extends Protocol {
    override connectionMade(): void {
      log.push("made");
    }
  }
  const mine = new Mine();
  const first = new TLSFirst(mine, tls, true);
  verifyObject(IProtocol, first);
  first.makeConnection(carrier as never);
  assert.deepEqual(log, [["startTLS", tls], ["setProtocol", mine], "made"]);
  assert.equal(mine.transport, carrier);
  assert.equal(first.refusal, null);
});

test("over what has no TLS, or refuses: the connection ends with the reason, or it is thrown where nobody asks", () => {
  const log: unknown[] = [];
  const bare = transport(log) as never;
  const first = new TLSFirst(new Protocol(), tls, true);
  first.makeConnection(bare);
  assert.ok(first.refusal instanceof NotSupportedError);
  assert.deepEqual(log, [["abort", first.refusal]]);
  assert.throws(
    () => new TLSFirst(new Protocol(), tls, false).makeConnection(bare),
    NotSupportedError,
  );
  const broken = new Error("no such key");
  const refusing = transport([], () => {
    throw broken;
  });
  directlyProvides(refusing as never, ITLSTransport, ISwitchableTransport);
  const second = new TLSFirst(new Protocol(), tls, true);
  second.makeConnection(refusing as never);
  assert.equal(second.refusal, broken);
});
