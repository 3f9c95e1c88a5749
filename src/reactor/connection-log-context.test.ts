import assert from "node:assert/strict";
import { test } from "node:test";
import { currentLogContext, inLogContext, logContextOf } from "../logger/index.ts";
import { ConnectionLogContext, surroundingLogContext } from "./connection-log-context.ts";
import { DescribedThings } from "./described-things.ts";

class Echo {}

test("its fields are the protocol, the number that descriptions have, and the peer", () => {
  const things = new DescribedThings();
  const transport = { protocol: new Echo() as object, getPeer: () => "tcp:192.0.2.1:7" };
  const context = new ConnectionLogContext(transport, {}, things, null);
  assert.deepEqual(context.logFields(), {
    log_protocol: "Echo",
    log_connection: things.idOf(transport),
    log_peer: "tcp:192.0.2.1:7",
  });
  transport.protocol = new (class Other {})();
  assert.equal(context.logFields().log_protocol, "Other", "the one that it has now");
  const port = new ConnectionLogContext({}, new Echo(), things, null);
  assert.deepEqual(port.logFields(), { log_protocol: "Echo", log_connection: 2 });
});

test("what is made in the callback of a connection is in what that connection is in", () => {
  const service = logContextOf({ log_service: "web" });
  const connection = new ConnectionLogContext({}, new Echo(), new DescribedThings(), service);
  assert.equal(inLogContext(connection, surroundingLogContext), service);
  assert.equal(inLogContext(service, surroundingLogContext), service);
  assert.equal(surroundingLogContext(), currentLogContext());
});
