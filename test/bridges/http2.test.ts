/** Node's own HTTP/2, server and client, over transports of ours. */
import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { describe, test } from "node:test";
import { type Stage, stages } from "./stage.ts";

const MEGABYTES = 8 * 1_048_576;

function connect(stage: Stage): http2.ClientHttp2Session {
  return http2.connect("http://server", { createConnection: () => stage.open() });
}

async function lengthOf(stream: http2.ClientHttp2Stream): Promise<number> {
  let length = 0;
  for await (const chunk of stream) length += (chunk as Buffer).length;
  return length;
}

for (const [name, make] of stages)
  describe(`http2 over ${name}`, () => {
    test("many streams of one connection, each with its answer", async () => {
      const stage = make();
      const server = http2.createServer((request, response) => response.end(`of ${request.url}`));
      let connections = 0;
      await stage.serve((duplex) => {
        connections += 1;
        return server.emit("connection", duplex);
      });
      const session = connect(stage);
      const answers = await stage.result(
        Promise.all(
          Array.from({ length: 50 }, async (_, i) => {
            let answer = "";
            for await (const chunk of session.request({ ":path": `/${i}` })) answer += chunk;
            return answer;
          }),
        ),
      );
      assert.deepEqual(
        answers,
        Array.from({ length: 50 }, (_, i) => `of /${i}`),
      );
      assert.equal(connections, 1);
      session.close();
      await stage.end();
    });

    test("large bodies both ways", async () => {
      const stage = make();
      const server = http2.createServer();
      server.on("stream", (stream: http2.ServerHttp2Stream) => {
        stream.respond({ ":status": 200 });
        stream.pipe(stream);
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const session = connect(stage);
      const stream = session.request({ ":method": "POST" });
      stream.end(Buffer.alloc(MEGABYTES, 7));
      assert.equal(await stage.result(lengthOf(stream)), MEGABYTES);
      session.close();
      await stage.end();
    });

    test("a stream that nobody reads is held back; the others of the connection go on", async () => {
      const stage = make();
      let taken = 0;
      const server = http2.createServer();
      server.on("stream", (stream: http2.ServerHttp2Stream, headers) => {
        stream.respond({ ":status": 200 });
        if (headers[":path"] === "/small") {
          stream.end("small");
          return;
        }
        const chunk = Buffer.alloc(65_536, 3);
        const write = (): void => {
          while (taken < MEGABYTES) {
            taken += chunk.length;
            if (!stream.write(chunk)) {
              stream.once("drain", write);
              return;
            }
          }
          stream.end();
        };
        write();
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const session = connect(stage);
      const slow = session.request({ ":path": "/large" });
      await stage.result(once(slow, "response"));
      await stage.pass(1);
      assert.ok(taken < MEGABYTES / 4, `${taken} bytes were taken though nobody read`);
      assert.equal(await stage.result(lengthOf(session.request({ ":path": "/small" }))), 5);
      assert.equal(await stage.result(lengthOf(slow)), MEGABYTES);
      session.close();
      await stage.end();
    });

    test("a ping there and back; GOAWAY ends the session in order", async () => {
      const stage = make();
      const server = http2.createServer();
      let closed = false;
      server.on("session", (session) => {
        session.on("close", () => {
          closed = true;
        });
      });
      await stage.serve((duplex) => server.emit("connection", duplex));
      const session = connect(stage);
      await stage.result(once(session, "connect"));
      const before = stage.now;
      await stage.result(new Promise((done) => session.ping(done)));
      assert.ok(stage.now > before);
      session.close();
      await stage.until("the server's session is closed", () => closed);
      await stage.end();
    });
  });
