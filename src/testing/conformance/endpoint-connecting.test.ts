import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, succeed } from "../../deferred/index.ts";
import type { IProtocol, IProtocolFactory } from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { assertFound, failures } from "./endpoint-broken.test-fixture.ts";
import { endpointConnecting as cases } from "./endpoint-connecting.ts";

test("the endpoints of TCP pass, on a simulated network", async () => {
  assert.deepEqual(await failures(cases), []);
});

test("E1: found: an endpoint that fires with something that stands between", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) =>
          inner.connect(factory).addCallback((built) => Object.create(built) as P),
      }),
    },
    /^E1: connect fires with the protocol itself/,
  ));

test("E1: found: an endpoint that fires before connectionMade", () =>
  assertFound(
    cases,
    {
      client: () => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) =>
          succeed(factory.buildProtocol({ equals: () => false }) as P),
      }),
    },
    /^E1/,
  ));

test("found: an endpoint that gives all calls one connection", () => {
  const first = new Map<object, Deferred<IProtocol>>();
  return assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => {
          const known = first.get(inner) ?? inner.connect(factory);
          first.set(inner, known);
          const again = new Deferred<P>();
          known.addCallback((built) => {
            again.callback(built as P);
            return built;
          });
          return again;
        },
      }),
    },
    /^each call/,
  );
});

test("X14: found: an endpoint that does as if a refusing factory had built something", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) =>
          inner.connect(factory).addErrback(() => new Protocol() as unknown as P),
      }),
    },
    /^X14: a factory that refuses/,
  ));

test("found: an endpoint that never says that nobody listens", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) =>
          inner.connect(factory).addErrback(() => new Deferred<P>()),
      }),
    },
    /^where nobody listens/,
  ));
