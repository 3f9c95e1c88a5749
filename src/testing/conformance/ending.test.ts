import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFound, failures } from "./broken.test-fixture.ts";
import { ending } from "./ending.ts";

test("the simulated platform passes", async () => assert.deepEqual(await failures(ending), []));

test("found: a platform that never tells that a socket has closed", () =>
  assertFound(ending, { sink: () => ({ closed: () => {} }) }, /^X8: connectionMade once/));

test("found: a platform that calls back from inside of a call", () => {
  return assertFound(
    ending,
    {
      socket: (socket) => {
        let close = (): void => {};
        return {
          start: (sink) => {
            close = () => sink.closed();
            socket.start({ ...bound(sink), closed: () => {} });
          },
          abort: () => {
            socket.abort();
            close();
          },
        };
      },
    },
    /^X8: abortConnection in dataReceived/,
  );
});

function bound<T extends { data: unknown; drained: unknown; ended: unknown; closed: unknown }>(
  sink: T,
): Pick<T, "data" | "drained" | "ended" | "closed"> {
  const of = (name: "data" | "drained" | "ended" | "closed") =>
    (sink[name] as (...args: unknown[]) => unknown).bind(sink);
  return {
    data: of("data"),
    drained: of("drained"),
    ended: of("ended"),
    closed: of("closed"),
  } as T;
}

test("found: a platform that delivers after pauseReading", () =>
  assertFound(ending, { socket: () => ({ pauseReading: () => {} }) }, /^X12: while reading/));

test("found: a platform that never delivers again after resumeReading", () =>
  assertFound(ending, { socket: () => ({ resumeReading: () => {} }) }, /^X12: while reading/));

test("found: a platform whose abort is an orderly close", () =>
  assertFound(
    ending,
    { socket: (socket) => ({ abort: () => socket.close() }) },
    /^X9: the peer's abort/,
  ));

test("found: a platform that does not say why a socket has closed", () =>
  assertFound(
    ending,
    { sink: (sink) => ({ closed: () => sink.closed() }) },
    /^X9: the peer's abort/,
  ));

test("found: a platform that forgets addresses", () => {
  const nowhere = { host: "", port: 0 };
  return assertFound(
    ending,
    { socket: () => ({ peer: nowhere }) },
    /^X20: getHost and getPeer answer for ever/,
  );
});
