/** Node's own HTTP/1.1, server and client, over transports of ours. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import type { Duplex } from "node:stream";
import { describe, test } from "node:test";
import { capturedLogs } from "torsion/logger";
import { Stage, stages } from "./stage.ts";

const LARGE = 400 * 65_536;
/** What two hosts may keep of it when nobody reads: of real ones nothing more is known than that it is not all. */
const kept = ({ simulated }: Stage): number => (simulated ? 5_000_000 : LARGE - 1);

/** All of an answer, and how it ended. */
async function bodyOf(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** An agent whose connections are the stage's. */
function agentOf(
  stage: Stage,
  options: http.AgentOptions & { port?: number },
): http.Agent & { opened: number } {
  const agent = Object.assign(new http.Agent(options), { opened: 0 });
  (agent as unknown as { createConnection(): Duplex }).createConnection = () => {
    agent.opened += 1;
    return stage.open(options.port);
  };
  return agent;
}

for (const [name, make] of stages)
  describe(`http over ${name}`, () => {
    test("request and answer; keep-alive uses one connection for all; the addresses are known", async () => {
      const stage = make();
      const seen: unknown[] = [];
      const server = http.createServer((request, response) => {
        const { remoteAddress, localPort, encrypted } = request.socket as never;
        seen.push([request.url, remoteAddress, localPort, encrypted]);
        response.end(`you asked for ${request.url}`);
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const agent = agentOf(stage, { keepAlive: true, maxSockets: 1 });
      for (const path of ["/a", "/b", "/c"]) {
        const request = http.get({ host: "server", path, agent });
        const [response] = (await stage.result(once(request, "response"))) as [
          http.IncomingMessage,
        ];
        assert.equal(response.statusCode, 200);
        assert.equal(String(await stage.result(bodyOf(response))), `you asked for ${path}`);
      }
      assert.equal(agent.opened, 1);
      assert.deepEqual(seen[2], ["/c", stage.clientHost, stage.port, stage.secure]);
      agent.destroy();
      await stage.end();
    });

    test("an idle connection of keep-alive is closed after its timeout, on simulated time", async () => {
      const stage = make();
      // Nobody has that much time to wait for.
      if (!stage.simulated) return;
      const server = http.createServer((_request, response) => response.end("x"));
      server.keepAliveTimeout = 60_000;
      await stage.serve((duplex) => server.emit("connection", duplex));
      const agent = agentOf(stage, { keepAlive: true });
      const request = http.get({ host: "server", agent });
      const [response] = (await stage.result(once(request, "response"))) as [http.IncomingMessage];
      await stage.result(bodyOf(response));
      const idleFrom = stage.now;
      await stage.until("it is closed", () => stage.connections === 0, 0.5);
      const idle = stage.now - idleFrom;
      assert.ok(idle > 50 && idle < 100, `${idle} s`);
      await stage.end();
    });

    test("a chunked upload is held back by a server that does not read, and comes whole", async () => {
      const stage = make();
      let upload: http.IncomingMessage | undefined;
      const server = http.createServer((request, response) => {
        upload = request;
        request.once("end", () => response.end("thanks"));
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const request = http.request({ method: "POST", agent: agentOf(stage, {}) });
      const chunk = Buffer.alloc(65_536, 1);
      const total = LARGE;
      let written = 0;
      const write = (): void => {
        while (written < total) {
          written += chunk.length;
          if (!request.write(chunk)) {
            request.once("drain", write);
            return;
          }
        }
        request.end();
      };
      write();
      await stage.until("the upload has begun", () => upload !== undefined);
      await stage.pass(2);
      assert.ok(written <= kept(stage), `${written} bytes were taken though nobody read`);
      let received = 0;
      upload?.on("data", (bytes: Buffer) => {
        received += bytes.length;
      });
      const [response] = (await stage.result(once(request, "response"))) as [http.IncomingMessage];
      assert.equal(String(await stage.result(bodyOf(response))), "thanks");
      assert.equal(received, total);
      await stage.end();
    });

    test("a large answer that nobody reads stays where it is; afterwards all of it comes", async () => {
      const stage = make();
      let produced = 0;
      const server = http.createServer((_request, response) => {
        const chunk = Buffer.alloc(65_536, 2);
        const write = (): void => {
          while (produced < LARGE) {
            produced += chunk.length;
            if (!response.write(chunk)) {
              response.once("drain", write);
              return;
            }
          }
          response.end();
        };
        write();
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const request = http.get({ agent: agentOf(stage, {}) });
      const [response] = (await stage.result(once(request, "response"))) as [http.IncomingMessage];
      await stage.pass(2);
      assert.ok(produced <= kept(stage), `${produced} bytes were made though nobody read`);
      assert.equal((await stage.result(bodyOf(response))).length, LARGE);
      await stage.end();
    });

    test("an upgrade hands the Duplex over, and what came with it", async () => {
      const stage = make();
      const server = http.createServer();
      server.on("upgrade", (_request, socket) => {
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n",
        );
        socket.pipe(socket);
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const headers = { Connection: "Upgrade", Upgrade: "echo" };
      const request = http.request({ headers, agent: agentOf(stage, {}) });
      request.end();
      const [, socket] = (await stage.result(once(request, "upgrade"))) as [unknown, Duplex];
      socket.end("hello");
      let heard = "";
      socket.on("data", (bytes: Buffer) => {
        heard += bytes;
      });
      await stage.result(once(socket, "close"));
      assert.equal(heard, "hello");
      await stage.end();
    });

    test("X10: an exception of a request's handler ends that connection, not the process nor the server", async () => {
      const stage = make();
      const server = http.createServer((request, response) => {
        if (request.url === "/broken") throw new RangeError("from a handler");
        response.end("served");
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const agent = agentOf(stage, {});
      const logged = await capturedLogs(async () => {
        const [error] = await stage.result(once(http.get({ path: "/broken", agent }), "error"));
        assert.equal((error as NodeJS.ErrnoException).code, "ECONNRESET");
      });
      assert.equal(logged.length, 1);
      const request = http.get({ path: "/", agent });
      const [response] = (await stage.result(once(request, "response"))) as [http.IncomingMessage];
      assert.equal(String(await stage.result(bodyOf(response))), "served");
      await stage.end();
    });

    test("a peer that goes away in the middle is an error with its code, on either side", async () => {
      const stage = make();
      let aborted: unknown;
      const server = http.createServer((request, response) => {
        response.write("the beginning");
        request.socket.on("close", () => {
          aborted = response.destroyed;
        });
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const request = http.get({ agent: agentOf(stage, {}) });
      const [response] = (await stage.result(once(request, "response"))) as [http.IncomingMessage];
      const failed = once(response, "error");
      response.socket.destroy();
      const [error] = (await stage.result(failed)) as [NodeJS.ErrnoException];
      assert.equal(error.code, "ECONNRESET");
      await stage.until("the server knows", () => aborted !== undefined);
      await stage.end();
    });
  });

test("nobody listens: the request fails with the code that it would have from a socket", async () => {
  const stage = new Stage({ simulated: true, secure: false });
  const request = http.get({ agent: agentOf(stage, { port: 9 }) });
  const [error] = (await stage.result(once(request, "error"))) as [NodeJS.ErrnoException];
  assert.deepEqual([error.code, error.name], ["ECONNREFUSED", "ConnectionRefusedError"]);
});
