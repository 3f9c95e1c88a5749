import assert from "node:assert/strict";
import { test } from "node:test";
import { TCPClientEndpoint, TCPServerEndpoint } from "../endpoints/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import type { PulledConnection, PulledConnectionOptions } from "./pulled-connection.ts";
import { type OnConnection, openConnection, serveConnections } from "./pulled-connections.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);

/** A server that does `onConnection`, and a client that does `use`, on simulated time. */
async function play<T>(
  onConnection: OnConnection,
  use: (connection: PulledConnection) => Promise<T>,
  options: PulledConnectionOptions = {},
): Promise<T> {
  const network = new MemoryNetwork({ latency: 0.01 });
  const server = reactorOn(network.host("server"));
  const client = reactorOn(network.host("client"));
  const listening = serveConnections(new TCPServerEndpoint(server, 7), onConnection, options);
  const opened = openConnection(new TCPClientEndpoint(client, "server", 7), options);
  let over = false;
  const used = (async () => use(await opened))().finally(() => {
    over = true;
  });
  used.catch(() => {});
  await network.advanceAsync(1000, { until: () => over });
  listening.addCallback((port) => port.stopListening());
  network.advance(100);
  return used;
}

test("an echo of lines, written as people write loops", async () => {
  const answers = await play(
    async (connection) => {
      for await (const line of connection.lines())
        await connection.write(utf8(`${text(line)?.toUpperCase()}\n`));
    },
    async (connection) => {
      const heard: (string | null)[] = [];
      for (const line of ["one\n", "two\n"]) {
        await connection.write(utf8(line));
        heard.push(text(await connection.readLine()));
      }
      connection.closeWriting();
      heard.push(text(await connection.readLine()), (await connection.closed).name);
      return heard;
    },
  );
  assert.deepEqual(answers, ["ONE", "TWO", null, "ConnectionDone"]);
});

test("X3: what was written is sent when a connection is closed", async () => {
  const all = await play(
    async (connection) => {
      await connection.write(new Uint8Array(300_000));
    },
    async (connection) => {
      let count = 0;
      for await (const chunk of connection) count += chunk.length;
      connection.close();
      return count;
    },
  );
  assert.equal(all, 300_000);
});

test("back-pressure: who does not read is not written to without end", async () => {
  let written = 0;
  await play(
    async (connection) => {
      for (;;) {
        await connection.write(new Uint8Array(100_000));
        written += 100_000;
      }
    },
    async (connection) => {
      assert.equal((await connection.readExactly(200_000)).length, 200_000);
      connection.abort();
    },
    { highWaterMark: 10_000 },
  );
  assert.ok(written < 4_000_000, `${written}`);
});

test("what a connection is used for throws: logged, and it ends; but for what the peer has done", async () => {
  const ended = async (serve: OnConnection): Promise<[string, number]> => {
    let name = "";
    const logged = await capturedLogs(async () => {
      name = await play(serve, async (connection) => {
        await connection.write(utf8("half of a li"));
        connection.closeWriting();
        return (await connection.closed).name;
      });
    });
    return [name, logged.filter(({ log_failure }) => log_failure !== undefined).length];
  };
  const boom = async (connection: PulledConnection) => {
    await connection.read();
    throw new RangeError("boom");
  };
  assert.deepEqual(await ended(boom), ["ConnectionDone", 1]);
  assert.deepEqual(await ended((connection) => connection.readLine()), ["ConnectionLost", 0]);
  const tooLong = (connection: PulledConnection) => connection.readLine({ limit: 5 });
  assert.deepEqual(await ended(tooLong), ["ConnectionLost", 0]);
});

test("the reason of a connection that is lost is no news", async () => {
  const logged = await capturedLogs(async () => {
    await play(
      async (connection) => {
        for (;;) if ((await connection.read()) === null) return;
      },
      async (connection) => {
        await connection.write(utf8("a"));
        connection.abort();
        return connection.closed;
      },
    );
  });
  assert.deepEqual(
    logged.filter(({ log_failure }) => log_failure !== undefined),
    [],
  );
});

test("to connect and to listen can be cancelled by a signal", async () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("client"));
  const signal = AbortSignal.abort();
  const names: string[] = [];
  const note = ({ value }: { value: Error }): void => void names.push(value.name);
  openConnection(new TCPClientEndpoint(reactor, "server", 7), { signal }).addErrback(note);
  serveConnections(new TCPServerEndpoint(reactor, 7), () => {}, { signal }).addErrback(note);
  network.advance(1);
  assert.deepEqual(names, ["ConnectingCancelledError", "CancelledError"]);
});
