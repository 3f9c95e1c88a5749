import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "../platform/index.ts";
import { FakeContext, FakeSocket } from "./fake-socket.test-fixture.ts";
import { newTransport } from "./new-transport.ts";
import { StreamTransport } from "./stream-transport.ts";
import { TCPTransport } from "./tcp-transport.ts";
import { UNIXTransport } from "./unix-transport.ts";

test("the kind of socket decides, and its addresses say which it is", () => {
  const protocol = {
    makeConnection() {},
    connectionMade() {},
    dataReceived() {},
    connectionLost() {},
  };
  const cases = [
    [{ host: "a", port: 1 }, TCPTransport],
    [{ path: "/run/it" }, UNIXTransport],
    [{ pipe: "stdio" }, StreamTransport],
  ] as const;
  for (const [local, Transport] of cases) {
    const socket = Object.assign(new FakeSocket(), { local, peer: local }) as unknown as Socket;
    assert.equal(newTransport(new FakeContext(), socket, protocol).constructor, Transport);
  }
});
