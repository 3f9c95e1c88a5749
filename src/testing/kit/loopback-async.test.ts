import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { CancelledError } from "../../deferred/index.ts";
import { capturedLogs } from "../../logger/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { Clock } from "../../time/index.ts";
import { AccumulatingProtocol } from "./accumulating-protocol.ts";
import { LineSendingProtocol } from "./line-sending-protocol.ts";
import { loopbackAsync } from "./loopback-async.ts";
import { NonStreamingProducer } from "./non-streaming-producer.ts";
import { collapsingPumpPolicy } from "./pump-policy.ts";
import { assertNoResult, successResultOf } from "./results.ts";

class Closing extends LineSendingProtocol {
  override lineReceived(line: Uint8Array): void {
    super.lineReceived(line);
    if (text(line) === "bye") this.transport.loseConnection();
  }
}

test("it fires when both have been told of the end", async () => {
  const server = new LineSendingProtocol(["first line", "bye"]);
  const client = new Closing(["THIS LINE", "second line"]);
  await loopbackAsync(server, client);
  assert.deepEqual(
    server.response.map((line) => text(line)),
    ["THIS LINE", "second line"],
  );
  assert.deepEqual([server.lostConn, client.lostConn], [true, true]);
});

test("nothing is delivered from inside of write", async () => {
  let inside = false;
  class Writing extends AccumulatingProtocol {
    override connectionMade(): void {
      inside = true;
      this.transport.write(utf8("x"));
      this.transport.loseConnection();
      inside = false;
    }
  }
  class Checking extends AccumulatingProtocol {
    override dataReceived(data: Uint8Array): void {
      assert.equal(inside, false);
      super.dataReceived(data);
    }
  }
  const client = new Checking();
  await loopbackAsync(new Writing(), client);
  assert.equal(text(client.data), "x");
  assert.ok(client.closedReason?.check(ConnectionDone));
});

test("what is written much later is pumped too", async () => {
  const [server, client] = [new AccumulatingProtocol(), new AccumulatingProtocol()];
  const done = loopbackAsync(server, client);
  await new Promise((resolve) => setImmediate(resolve));
  assertNoResult(done);
  client.transport.write(utf8("later"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(text(server.data), "later");
  server.transport.loseConnection();
  await done;
});

test("a producer is asked, and the close waits for it", async () => {
  class Producing extends AccumulatingProtocol {
    override connectionMade(): void {
      this.transport.registerProducer(new NonStreamingProducer(this.transport), false);
      this.transport.loseConnection();
    }
  }
  const client = new AccumulatingProtocol();
  await loopbackAsync(new Producing(), client);
  assert.equal(text(client.data), "0123456789");
});

test("a policy cuts what was written", async () => {
  const pieces: string[] = [];
  class Pieces extends Protocol {
    override dataReceived(data: Uint8Array): void {
      pieces.push(text(data));
      if (pieces.length === 2) this.transport.loseConnection();
    }
  }
  await loopbackAsync(new LineSendingProtocol(["ab"]), new Pieces(), {
    pumpPolicy: (queue, target) => {
      collapsingPumpPolicy(queue, {
        dataReceived: (data) => {
          target.dataReceived(data.subarray(0, 1));
          target.dataReceived(data.subarray(1));
        },
      });
    },
  });
  assert.deepEqual(pieces, ["a", "b\r\n"]);
});

test("by a clock: each round is a turn of it", () => {
  const clock = new Clock();
  const client = new AccumulatingProtocol();
  const done = loopbackAsync(new LineSendingProtocol(["x"]), client, { clock });
  assert.equal(client.data.length, 0);
  clock.advance(0);
  assert.equal(text(client.data), "x\r\n");
  client.transport.loseConnection();
  assertNoResult(done);
  clock.advance(0);
  successResultOf(done);
});

test("an exception of a protocol ends it, and is what it fails with", async () => {
  class Broken extends Protocol {
    override dataReceived(): void {
      throw new RangeError("mine");
    }
  }
  await capturedLogs(async () => {
    await assert.rejects(
      loopbackAsync(new LineSendingProtocol(["x"]), new Broken()),
      /RangeError: mine/,
    );
  });
  const policy = (): never => {
    throw new RangeError("the policy's");
  };
  await assert.rejects(
    loopbackAsync(new LineSendingProtocol(["x"]), new Protocol(), { pumpPolicy: policy }),
    /the policy's/,
  );
});

test("cancelled, the connection is aborted", async () => {
  const [server, client] = [new AccumulatingProtocol(), new AccumulatingProtocol()];
  const done = loopbackAsync(server, client);
  done.cancel();
  await assert.rejects(done, CancelledError);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([server.closed, client.closed], [true, true]);
});
