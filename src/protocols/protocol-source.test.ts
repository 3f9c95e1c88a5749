import assert from "node:assert/strict";
import { test } from "node:test";
import { IProtocolFactory, IPv4Address } from "../net/index.ts";
import { NotAFactoryError, NotAProtocolError } from "./errors.ts";
import { Factory } from "./factory.ts";
import { Protocol } from "./protocol.ts";
import { factoryFrom } from "./protocol-source.ts";

const peer = new IPv4Address("TCP", "peer", 1);
class Mine extends Protocol {}

test("a function, a class, a factory and what looks like one all build protocols", () => {
  const peers: unknown[] = [];
  const byFunction = factoryFrom((from) => {
    peers.push(from);
    return new Mine();
  });
  assert.ok(byFunction.buildProtocol(peer) instanceof Mine);
  assert.deepEqual(peers, [peer]);
  assert.ok(factoryFrom(Mine).buildProtocol(peer) instanceof Mine);
  const factory = Factory.forProtocol(Mine);
  assert.equal(factoryFrom(factory), factory);
  const literal = { buildProtocol: () => new Mine(), doStart() {}, doStop() {} };
  assert.equal(factoryFrom(literal), literal);
  assert.ok(IProtocolFactory(() => new Mine()).buildProtocol(peer) instanceof Mine);
});

test("null refuses; what is no protocol is an error that names the function and what it gave", () => {
  assert.equal(factoryFrom(() => null).buildProtocol(peer), null);
  const build = (value: unknown) => {
    const forgetful = (): Protocol => value as Protocol;
    return () => factoryFrom(forgetful).buildProtocol(peer);
  };
  const message = (text: string) => ({ name: NotAProtocolError.name, message: new RegExp(text) });
  assert.throws(build(undefined), message("forgetful gave nothing for peer:1"));
  assert.throws(build({}), message("gave an object of Object"));
  assert.throws(build("text"), message('gave "text"'));
});

test("what is no factory is an error that says so", () => {
  for (const wrong of [undefined, null, 7, {}, "echo"])
    assert.throws(() => factoryFrom(wrong as unknown as typeof Mine), NotAFactoryError);
});
