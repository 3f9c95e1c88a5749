import assert from "node:assert/strict";
import test from "node:test";
import { CancelledError, Deferred, Failure } from "../deferred/index.ts";
import type { IListeningPort } from "../net/index.ts";
import { ServicePort } from "./service-port.ts";

/** A port that opens and closes when the test says so. */
function slow() {
  const log: string[] = [];
  const opening: Deferred<IListeningPort>[] = [];
  const closing: Deferred<void>[] = [];
  const open: IListeningPort = {
    getHost: () => ({ equals: () => false }),
    stopListening() {
      log.push("close");
      const closed = new Deferred<void>();
      closing.push(closed);
      return closed;
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const port = new ServicePort(() => {
    log.push("listen");
    const deferred = new Deferred<IListeningPort>(() => log.push("cancel"));
    opening.push(deferred);
    return deferred;
  });
  return { log, opening, closing, open, port };
}

function outcome(deferred: Deferred<unknown>): () => unknown {
  let seen: unknown = "waits";
  deferred.addBoth((result) => {
    seen = result instanceof Failure ? result.value.name : result;
  });
  return () => seen;
}

test("it is opened once, for all who ask, and closed once", () => {
  const { log, opening, closing, open, port } = slow();
  const opens = [outcome(port.open()), outcome(port.open())];
  assert.deepEqual([port.port, opens[0]!(), opens[1]!()], [null, "waits", "waits"]);
  opening[0]!.callback(open);
  opens.push(outcome(port.open()));
  assert.deepEqual(
    [port.port, ...opens.map((each) => each())],
    [open, ...Array(3).fill(undefined)],
  );
  const closes = [outcome(port.close()), outcome(port.close())];
  assert.deepEqual([port.port, closes[0]!(), closes[1]!()], [null, "waits", "waits"]);
  closing[0]!.callback(undefined);
  assert.deepEqual([closes[0]!(), closes[1]!()], [undefined, undefined]);
  assert.equal(outcome(port.close())(), undefined);
  assert.deepEqual(log, ["listen", "close"]);
});

test("an opening waits until the old port is closed, however it does", () => {
  for (const error of [undefined, new Error("no disk")]) {
    const { log, opening, closing, open, port } = slow();
    port.open();
    opening[0]!.callback(open);
    const closed = outcome(port.close());
    const again = outcome(port.open());
    assert.deepEqual(log, ["listen", "close"]);
    if (error === undefined) closing[0]!.callback(undefined);
    else closing[0]!.errback(error);
    assert.equal(closed(), error?.name);
    assert.deepEqual(log, ["listen", "close", "listen"]);
    opening[1]!.callback(open);
    assert.equal(again(), undefined);
  }
});

test("closing gives an opening up, and so does cancelling it; a failure is that of all who ask", () => {
  const { log, opening, port } = slow();
  const opens = [outcome(port.open()), outcome(port.open())];
  assert.equal(outcome(port.close())(), undefined);
  assert.deepEqual([opens[0]!(), opens[1]!()], ["CancelledError", "CancelledError"]);
  const cancelled = port.open();
  cancelled.cancel();
  assert.equal(outcome(cancelled)(), CancelledError.name);
  assert.deepEqual(log, ["listen", "cancel", "listen", "cancel"]);
  const failing = [outcome(port.open()), outcome(port.open())];
  opening[2]!.errback(new RangeError("no such port"));
  assert.deepEqual([failing[0]!(), failing[1]!()], ["RangeError", "RangeError"]);
  assert.equal(port.port, null);
});

test("given up while the old port is being closed: nothing is opened, and the close is waited for", () => {
  const { log, opening, closing, open, port } = slow();
  port.open();
  opening[0]!.callback(open);
  port.close();
  const opened = outcome(port.open());
  const closed = outcome(port.close());
  assert.deepEqual([opened(), closed()], ["CancelledError", "waits"]);
  closing[0]!.callback(undefined);
  assert.equal(closed(), undefined);
  assert.deepEqual(log, ["listen", "close"]);
});
