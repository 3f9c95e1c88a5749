import assert from "node:assert/strict";
import * as net from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { PlatformError } from "../errors.ts";
import type { Listener, Socket, SocketAddress } from "../port.ts";
import { nodeHandles } from "./node-handles.ts";
import { Recorder, until } from "./recorder.test-fixture.ts";
import { tcp as tcpOf } from "./tcp.ts";

const HOST = "127.0.0.1";
const tcp = tcpOf(false);
const BACKLOG = { backlog: 10 };
const codeOf = (error: unknown): string => (error as PlatformError).code;
const ignore = (): void => {};
/** No socket, server, attempt or look-up is left in this process. */
const nothingOpen = (): Promise<void> =>
  until(
    () => !process.getActiveResourcesInfo().some((name) => /TCP|GetAddrInfo|Connect/.test(name)),
  );

async function listen(
  accept: (socket: Socket<SocketAddress>) => void = ignore,
): Promise<Listener<SocketAddress>> {
  return await tcp.listen({ host: HOST, port: 0 }, BACKLOG, accept);
}

test("port 0 is a free port, and the address says which", async () => {
  const listener = await listen();
  assert.equal(listener.address.host, HOST);
  assert.ok(listener.address.port > 0);
  await listener.close();
});

test("a port in use is EADDRINUSE, and free again when close has fired", async () => {
  const listener = await listen();
  await assert.rejects(async () => tcp.listen(listener.address, BACKLOG, ignore), {
    name: "PlatformError",
    code: "EADDRINUSE",
  });
  await listener.close();
  await (await tcp.listen(listener.address, BACKLOG, ignore)).close();
});

test("an address that is not ours is EADDRNOTAVAIL; a name that is none ENOTFOUND", async () => {
  const elsewhere = tcp.listen({ host: "192.0.2.1", port: 0 }, BACKLOG, ignore);
  await assert.rejects(async () => elsewhere, { code: "EADDRNOTAVAIL" });
  const unnamed = tcp.connect({ host: "no-such-host.invalid", port: 1 }, {});
  const error = await unnamed.then(ignore, (thrown: unknown) => thrown);
  // Where there is no name server at all the resolver says that it should be asked again.
  assert.match(codeOf(error), /^(ENOTFOUND|EAI_AGAIN)$/);
});

test("nobody listens: ECONNREFUSED, with Node's error as the cause", async () => {
  const listener = await listen();
  await listener.close();
  const error = await tcp.connect(listener.address, {}).then(ignore, (thrown: unknown) => thrown);
  assert.equal(codeOf(error), "ECONNREFUSED");
  assert.equal(codeOf((error as Error).cause), "ECONNREFUSED");
});

test("what Node refuses to try is a failure of the attempt, not thrown", async () => {
  await assert.rejects(async () => tcp.connect({ host: HOST, port: 1e6 }, {}), {
    name: "PlatformError",
    code: "ERR_SOCKET_BAD_PORT",
  });
});

test("what Node refuses to listen on is a failure, not thrown", async () => {
  await assert.rejects(async () => tcp.listen({ host: HOST, port: 1e6 }, BACKLOG, ignore), {
    name: "PlatformError",
    code: "ERR_SOCKET_BAD_PORT",
  });
});

test("bindAddress is where the connection comes from", async () => {
  const accepted: Socket<SocketAddress>[] = [];
  const listener = await listen((socket) => accepted.push(socket));
  const socket = await tcp.connect(listener.address, {
    bindAddress: { host: "127.0.0.2", port: 0 },
  });
  await until(() => accepted.length === 1);
  assert.equal(socket.local.host, "127.0.0.2");
  assert.deepEqual(accepted[0]!.peer, socket.local);
  assert.deepEqual(accepted[0]!.local, socket.peer);
  for (const one of [socket, accepted[0]!]) {
    one.start(new Recorder());
    one.abort();
  }
  await listener.close();
});

test("cancelling connect closes the socket: nothing is left, and nobody was connected for long", async () => {
  await nothingOpen();
  const listener = await listen((socket) => {
    socket.start(new Recorder());
    socket.abort();
  });
  const attempt = tcp.connect(listener.address, {});
  attempt.cancel();
  await assert.rejects(async () => attempt, { name: "CancelledError" });
  await wait(20);
  await listener.close();
  await nothingOpen();
});

test("cancelling connect after it was connected does nothing", async () => {
  const listener = await listen((socket) => socket.start(new Recorder()));
  const attempt = tcp.connect(listener.address, {});
  const socket = await attempt;
  attempt.cancel();
  const sink = new Recorder();
  socket.start(sink);
  await wait(10);
  assert.deepEqual(sink.events, []);
  socket.abort();
  await until(() => sink.events.includes("closed"));
  await listener.close();
});

test("cancelling listen leaves nothing open", async () => {
  await nothingOpen();
  const chosen = await listen();
  await chosen.close();
  const listening = tcp.listen(chosen.address, BACKLOG, ignore);
  listening.cancel();
  await assert.rejects(async () => listening, { name: "CancelledError" });
  await wait(20);
  await nothingOpen();
  await (await tcp.listen(chosen.address, BACKLOG, ignore)).close();
});

test("accept and connect keep both directions open when the peer sends FIN", async () => {
  const accepted: Socket<SocketAddress>[] = [];
  const listener = await listen((socket) => accepted.push(socket));
  const raw = net.connect({ ...listener.address, allowHalfOpen: true });
  await until(() => accepted.length === 1);
  const sink = new Recorder();
  accepted[0]!.start(sink);
  raw.end("last");
  await until(() => sink.events.includes("ended"));
  let answer = "";
  raw.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  accepted[0]!.write(new TextEncoder().encode("still here"));
  await until(() => answer === "still here");
  assert.equal(sink.text, "last");
  accepted[0]!.close();
  await until(() => sink.events.includes("closed"));
  assert.deepEqual(sink.events, ["data", "ended", "closed"]);
  await listener.close();
});

test("close fires though connections live on", async () => {
  const accepted: Socket<SocketAddress>[] = [];
  const listener = await listen((socket) => accepted.push(socket));
  const socket = await tcp.connect(listener.address, {});
  await until(() => accepted.length === 1);
  await listener.close();
  const [here, there] = [new Recorder(), new Recorder()];
  socket.start(here);
  accepted[0]!.start(there);
  socket.write(Uint8Array.of(65));
  await until(() => there.text === "A");
  socket.abort();
  await until(() => there.events.includes("closed ECONNRESET"));
});

test("a reset right behind data is told as one, and not as an end", {
  skip: nodeHandles() === null,
}, async () => {
  const accepted: Socket<SocketAddress>[] = [];
  const listener = await listen((socket) => accepted.push(socket));
  const socket = await tcp.connect(listener.address, {});
  await until(() => accepted.length === 1);
  const [here, there] = [new Recorder(), new Recorder()];
  socket.start(here);
  accepted[0]!.start(there);
  socket.pauseReading();
  accepted[0]!.write(Uint8Array.of(65));
  accepted[0]!.abort();
  await until(() => there.events.includes("closed"));
  socket.resumeReading();
  await until(() => here.events.length > 1);
  assert.deepEqual(here.events, ["data", "closed ECONNRESET"]);
  await listener.close();
});
