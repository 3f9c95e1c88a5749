import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorTCP } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { parseDescription } from "./description.ts";
import { InvalidDescriptionError } from "./errors.ts";
import { optional, required, wholeNumber } from "./parameters.ts";
import { capable, clientParser, type StreamClientEndpoint, serverParser } from "./parser.ts";

const nowhere: StreamClientEndpoint = { connect: () => assert.fail("only parsed") };
const reactor = reactorOn(new MemoryNetwork().host("a"));
const parameters = { flights: required(wholeNumber(1, 9)), ring: optional(wholeNumber(0, 99)) };

test("a parser is given the reactor and the values", () => {
  const made: unknown[] = [];
  const client = clientParser("pigeon", IReactorTCP, parameters, (...given) => {
    made.push(...given);
    return nowhere;
  });
  assert.equal(client.parseStreamClient(reactor, parseDescription("pigeon:3:ring=7")), nowhere);
  assert.deepEqual(made, [reactor, { flights: 3, ring: 7 }]);
});

test("what is wrong with the text is said before what the reactor cannot do", () => {
  const server = serverParser("pigeon", IReactorTCP, parameters, () => assert.fail("not made"));
  const parse = (text: string) => server.parseStreamServer({}, parseDescription(text));
  assert.throws(() => parse("pigeon:many"), InvalidDescriptionError);
  assert.throws(() => parse("pigeon:3"), { name: "NotSupportedError", message: /IReactorTCP/ });
});

test("a double that has the methods is as good as a reactor that declares them", () => {
  const double = { listenTCP: () => {}, connectTCP: () => {} };
  assert.equal(capable<unknown>(double, IReactorTCP, parseDescription("tcp:1")), double);
});
