/** The package `ws`, server and client, over transports of ours. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import { describe, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { type Stage, stages } from "./stage.ts";

async function serve(stage: Stage, onSocket: (socket: WebSocket) => void): Promise<void> {
  const server = http.createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, duplex, head) =>
    sockets.handleUpgrade(request, duplex, head, onSocket),
  );
  await stage.serve((duplex) => server.emit("connection", duplex));
}

async function connect(stage: Stage): Promise<WebSocket> {
  const socket = new WebSocket("ws://server/", { createConnection: () => stage.open() as never });
  await stage.result(once(socket, "open"));
  return socket;
}

for (const [name, make] of stages)
  describe(`ws over ${name}`, () => {
    test("messages of both kinds, small and large, in order; then a close with code and reason", async () => {
      const stage = make();
      const closes: unknown[] = [];
      await serve(stage, (socket) => {
        socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
        socket.on("close", (code, reason) => closes.push(["server", code, String(reason)]));
      });
      const socket = await connect(stage);
      const heard: [number, boolean][] = [];
      socket.on("message", (data: Buffer, isBinary: boolean) =>
        heard.push([data.length, isBinary]),
      );
      socket.on("close", (code, reason) => closes.push(["client", code, String(reason)]));
      for (const length of [0, 1, 125, 126, 65_535, 65_536, 3_000_000]) {
        socket.send("x".repeat(length));
        socket.send(new Uint8Array(length));
      }
      await stage.until("all has come back", () => heard.length === 14);
      assert.deepEqual(
        heard,
        [0, 1, 125, 126, 65_535, 65_536, 3_000_000].flatMap((length) => [
          [length, false],
          [length, true],
        ]),
      );
      socket.close(4001, "enough");
      await stage.until("both are closed", () => closes.length === 2);
      assert.deepEqual(closes.sort(), [
        ["client", 4001, "enough"],
        ["server", 4001, "enough"],
      ]);
      await stage.end();
    });

    test("a peer that does not read is seen in bufferedAmount, and not in our memory", async () => {
      const stage = make();
      let server: WebSocket | undefined;
      await serve(stage, (socket) => {
        server = socket;
        socket.pause();
      });
      const socket = await connect(stage);
      await stage.until("it is there", () => server !== undefined);
      for (let i = 0; i < 300; i++) socket.send(new Uint8Array(100_000));
      await stage.pass(1);
      assert.ok(socket.bufferedAmount > 5_000_000, `${socket.bufferedAmount}`);
      let messages = 0;
      server?.on("message", () => {
        messages += 1;
      });
      server?.resume();
      await stage.until("all has come", () => messages === 300);
      assert.equal(socket.bufferedAmount, 0);
      socket.terminate();
      await stage.end();
    });
  });
