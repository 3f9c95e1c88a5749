import assert from "node:assert/strict";
import { test } from "node:test";
import type { IProcessTransport } from "../net/index.ts";
import { ProcessProtocol } from "./process-protocol.ts";

class Recording extends ProcessProtocol {
  readonly calls: string[] = [];
  override connectionMade(): void {
    this.calls.push(`made ${this.transport.pid}`);
  }
  override outReceived(data: Uint8Array): void {
    this.calls.push(`out ${data.length}`);
  }
  override errReceived(data: Uint8Array): void {
    this.calls.push(`err ${data.length}`);
  }
  override inConnectionLost(): void {
    this.calls.push("in lost");
  }
  override outConnectionLost(): void {
    this.calls.push("out lost");
  }
  override errConnectionLost(): void {
    this.calls.push("err lost");
  }
}

test("each descriptor has methods of its own; others have none", () => {
  const protocol = new Recording();
  protocol.makeConnection({ pid: 7 } as IProcessTransport);
  for (const fd of [1, 2, 3]) protocol.childDataReceived(fd, new Uint8Array(fd));
  for (const fd of [0, 1, 2, 3]) protocol.childConnectionLost(fd);
  const expected = ["made 7", "out 1", "err 2", "in lost", "out lost", "err lost"];
  assert.deepEqual(protocol.calls, expected);
});

test("what an async method rejects with is handed on, for the transport to log", async () => {
  class Failing extends ProcessProtocol {
    override connectionMade(): Promise<void> {
      return Promise.reject(new Error("made"));
    }
    override outReceived(): Promise<void> {
      return Promise.reject(new Error("out"));
    }
    override inConnectionLost(): Promise<void> {
      return Promise.reject(new Error("in"));
    }
  }
  const protocol = new Failing();
  const rejects = (result: unknown, message: string) =>
    assert.rejects(result as Promise<void>, { message });
  await rejects(protocol.makeConnection({} as IProcessTransport), "made");
  await rejects(protocol.childDataReceived(1, new Uint8Array(1)), "out");
  await rejects(protocol.childConnectionLost(0), "in");
});

test("by default nothing is done with anything", () => {
  const protocol = new ProcessProtocol();
  protocol.makeConnection({} as IProcessTransport);
  for (const fd of [0, 1, 2, 3]) {
    protocol.childDataReceived(fd, new Uint8Array(1));
    protocol.childConnectionLost(fd);
  }
});
