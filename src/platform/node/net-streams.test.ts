import { test } from "node:test";
import type { SocketAddress } from "../port.ts";
import { connect, listen } from "./net-streams.ts";
import { Recorder, until } from "./recorder.test-fixture.ts";
import { addresses, addressOf } from "./tcp-addresses.ts";

test("a connection works the same, whether its handle is taken over or not", async () => {
  for (const publicOnly of [true, false]) {
    const there = new Recorder();
    const listener = await listen<SocketAddress>({ port: 0, host: "127.0.0.1" }, addressOf, {
      publicOnly,
      addresses,
      accept: (socket) => socket.start(there),
    });
    const socket = await connect<SocketAddress>(listener.address, publicOnly, addresses);
    socket.start(new Recorder());
    socket.write(new TextEncoder().encode("hello"));
    await until(() => there.text === "hello");
    socket.abort();
    await until(() => there.events.includes("closed ECONNRESET"));
    await listener.close();
  }
});
