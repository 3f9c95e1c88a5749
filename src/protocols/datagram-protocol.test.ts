import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import type { IMulticastTransport } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { DatagramProtocol } from "./datagram-protocol.ts";

test("X21: with several ports it starts with the first and stops with the last", () => {
  const events: string[] = [];
  class Noting extends DatagramProtocol {
    override startProtocol(): void {
      events.push("start");
    }
    override stopProtocol(): void {
      events.push("stop");
    }
  }
  const protocol = new Noting();
  const port = {} as IMulticastTransport;
  protocol.makeConnection(port);
  assert.equal(protocol.transport, port);
  protocol.makeConnection(port);
  protocol.doStop();
  assert.deepEqual(events, ["start"]);
  protocol.doStop();
  assert.deepEqual(events, ["start", "stop"]);
});

test("X21: what an async method rejects with is logged, and ends nothing", async () => {
  class Failing extends DatagramProtocol {
    override async startProtocol(): Promise<void> {
      throw new RangeError("start");
    }
    override async datagramReceived(): Promise<void> {
      throw new RangeError("datagram");
    }
  }
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const protocol = new Failing();
  const logged = await capturedLogs(async () => {
    await reactor.listenUDP(9, protocol);
    protocol.transport.write(new Uint8Array(1), { host: "a", port: 9 });
    network.advance(1);
    await new Promise((done) => setImmediate(done));
  });
  assert.deepEqual(
    logged.map(({ log_failure }) => String(log_failure?.value)),
    ["RangeError: start", "RangeError: datagram"],
  );
});
