import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../deferred/index.ts";
import { ConnectionDone } from "../../net/index.ts";
import { StringTransport } from "../../testing/index.ts";
import { Protocol } from "../protocol.ts";
import { SpewingFactory } from "./spewing-factory.ts";

test("each call is told with its arguments, before it is made", () => {
  const told: [string, readonly unknown[]][] = [];
  class Echo extends Protocol {
    override dataReceived(data: Uint8Array): void {
      this.transport.write(data);
      this.transport.loseConnection();
    }
  }
  const protocol = new Echo();
  const factory = new SpewingFactory(
    () => protocol,
    (whose, name, args) => {
      assert.equal(whose, protocol);
      told.push([name, args]);
    },
  );
  const transport = new StringTransport();
  const wrapper = factory.buildProtocol(transport.getPeer())!;
  wrapper.makeConnection(transport);
  const data = new Uint8Array(3);
  wrapper.dataReceived(data);
  const reason = new Failure(new ConnectionDone("over"));
  wrapper.connectionLost(reason);
  assert.deepEqual(told, [
    ["makeConnection", [transport]],
    ["dataReceived", [data]],
    ["write", [data]],
    ["loseConnection", []],
    ["connectionLost", [reason]],
  ]);
  assert.deepEqual(transport.value(), data);
  assert.ok(transport.disconnecting);
});

test("what a call gives is given, and what it throws is thrown", async () => {
  class Async extends Protocol {
    override async dataReceived(): Promise<void> {
      throw new Error("late");
    }
  }
  const transport = new StringTransport();
  const wrapper = new SpewingFactory(Async, () => {}).buildProtocol(transport.getPeer())!;
  wrapper.makeConnection(transport);
  await assert.rejects(wrapper.dataReceived(new Uint8Array(1)) as Promise<void>, /late/);
  assert.throws(() => wrapper.write("x" as never), { name: "NotBytesError" });
});

test("whatever is thrown while an end is told, the protocol hears of it, and nothing is left", () => {
  let ends = 0;
  class Ending extends Protocol {
    override connectionLost(): void {
      ends += 1;
    }
  }
  const factory = new SpewingFactory(Ending, (_whose, name) => {
    if (name === "connectionLost") throw new Error("no more paper");
  });
  const transport = new StringTransport();
  const wrapper = factory.buildProtocol(transport.getPeer())!;
  wrapper.makeConnection(transport);
  const lost = (): unknown => wrapper.connectionLost(new Failure(new ConnectionDone("over")));
  assert.throws(lost, /no more paper/);
  assert.deepEqual([ends, factory.protocols.size], [1, 0]);
});
