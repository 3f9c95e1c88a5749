import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred } from "../../deferred/index.ts";
import type { Cancellable, IProtocol, IProtocolFactory } from "../../net/index.ts";
import { assertFound, failures } from "./endpoint-broken.test-fixture.ts";
import { endpointCancelling as cases, WatchedSignal } from "./endpoint-cancelling.ts";

test("the endpoints of TCP pass, on a simulated network", async () => {
  assert.deepEqual(await failures(cases), []);
});

test("a watched signal knows who listens", () => {
  const watched = new WatchedSignal();
  const listener = (): void => {};
  watched.signal.addEventListener("abort", listener);
  assert.equal(watched.listeners, 1);
  watched.signal.removeEventListener("abort", listener);
  assert.equal(watched.listeners, 0);
  watched.abort();
  assert.ok(watched.signal.aborted);
});

test("found: an endpoint that goes on when it was cancelled", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => {
          const outer = new Deferred<P>(() => {});
          inner.connect(factory).addCallbacks(
            (built) => {
              if (!outer.called) outer.callback(built);
            },
            (failure) => {
              if (!outer.called) outer.errback(failure);
            },
          );
          return outer;
        },
      }),
    },
    /^an attempt that is cancelled at once/,
  ));

test("found: an endpoint that knows no signals", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => inner.connect(factory),
      }),
    },
    /^a signal that is aborted already/,
  ));

test("found: an endpoint that stays with the signal", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>, options?: Cancellable) => {
          options?.signal?.addEventListener("abort", () => {});
          return inner.connect(factory, options);
        },
      }),
    },
    /^a signal cancels/,
  ));

test("found: an endpoint that gives up later than it is told to", () =>
  assertFound(
    cases,
    {
      client: (inner) => ({
        connect: <P extends IProtocol>(factory: IProtocolFactory<P>) => {
          const outer = new Deferred<P>(() => {});
          inner.connect(factory).addCallbacks(
            (built) => outer.callback(built),
            (failure) => outer.errback(failure),
          );
          return outer;
        },
      }),
    },
    /^an attempt where nobody answers/,
  ));
