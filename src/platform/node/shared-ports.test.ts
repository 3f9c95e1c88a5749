import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FilesystemLock } from "../../deferred/index.ts";
import type { Listener, Socket, StreamAddress } from "../port.ts";
import { linkFiles } from "./link-files.ts";
import { Recorder, until } from "./recorder.test-fixture.ts";
import {
  SharedPorts as Ports,
  type SharedPorts,
  type SupervisorChannel,
  type SupervisorMessage,
  sharedLinks,
  type WorkerMessage,
} from "./shared-ports.ts";

function world() {
  const sent: WorkerMessage[] = [];
  let tell!: (message: SupervisorMessage, socket?: unknown) => void;
  let close!: () => void;
  const channel: SupervisorChannel = {
    worker: 1,
    pid: 7,
    send: (message) => void sent.push(message),
    receive: (received) => {
      tell = (message, socket) => received(message, socket);
    },
    whenToStop: (stop) => {
      close = () => stop("closed");
    },
  };
  const ports: SharedPorts = new Ports(channel);
  const accepted: Socket[] = [];
  const listen = () =>
    ports.listen({ host: "h", port: 0, backlog: 5 }, (found) => found, {
      publicOnly: false,
      addresses: (_raw, at: StreamAddress) => ({ local: at, peer: { path: "" } }),
      accept: (socket) => void accepted.push(socket),
    });
  return { sent, tell, close: () => close(), listen, accepted };
}
const ADDRESS = { host: "h", port: 80 };

/** Two ends of a connection, the second one as it comes out of a channel: not read from. */
async function connected(): Promise<[net.Socket, net.Socket]> {
  const server = net.createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
  const [raw] = (await once(server, "connection")) as [net.Socket];
  server.close();
  return [client, raw];
}

test("the supervisor is asked, and listening begins when it says so", () => {
  const { sent, tell, listen } = world();
  const listening = listen();
  assert.deepEqual(sent, [
    { torsion: "listen", id: 1, wanted: { host: "h", port: 0, backlog: 5 } },
  ]);
  assert.equal(listening.called, false);
  tell({ torsion: "listening", id: 1, address: ADDRESS });
  assert.deepEqual((listening.result as Listener).address, ADDRESS);
});

test("what keeps the supervisor from it is what listening fails with, and so is its end", () => {
  const { tell, close, listen } = world();
  const codes: unknown[] = [];
  for (const listening of [listen(), listen()])
    listening.addErrback(({ value }) => {
      codes.push((value as { code?: unknown }).code);
      return undefined as never;
    });
  tell({ torsion: "failed", id: 1, code: "EADDRINUSE", message: "taken" });
  close();
  assert.deepEqual(codes, ["EADDRINUSE", "ECONNABORTED"]);
});

test("asked about a connection that has never arrived, it says so; of one that has, it has said all", async () => {
  const { sent, tell, listen } = world();
  listen();
  tell({ torsion: "listening", id: 1, address: ADDRESS });
  const [client, raw] = await connected();
  tell({ torsion: "connection", id: 1, connection: 5 }, raw);
  tell({ torsion: "given", connection: 5 });
  tell({ torsion: "given", connection: 6 });
  assert.deepEqual(sent.slice(1), [
    { torsion: "taken", connection: 5 },
    { torsion: "lost", connection: 6 },
  ]);
  client.destroy();
  raw.destroy();
});

test("a connection is taken before it is read from, and may be half closed", async () => {
  const { sent, tell, listen, accepted } = world();
  listen();
  tell({ torsion: "listening", id: 1, address: ADDRESS });
  const [client, raw] = await connected();
  client.end("hello");
  tell({ torsion: "connection", id: 1, connection: 5 }, raw);
  assert.deepEqual(sent.at(-1), { torsion: "taken", connection: 5 });
  const recorder = new Recorder();
  accepted[0]!.start(recorder);
  await until(() => recorder.events.includes("ended"));
  assert.equal(recorder.text, "hello");
  accepted[0]!.write(new TextEncoder().encode("bye"));
  accepted[0]!.close();
  assert.equal(String((await once(client, "data"))[0]), "bye");
});

test("what comes to a port that was closed is refused, and so is what has lost its socket", async () => {
  const { sent, tell, listen, accepted } = world();
  const listening = listen();
  tell({ torsion: "listening", id: 1, address: ADDRESS });
  tell({ torsion: "connection", id: 1, connection: 4 });
  assert.deepEqual(sent.at(-1), { torsion: "refused", connection: 4 });
  await (listening.result as Listener).close();
  assert.deepEqual(sent.at(-1), { torsion: "close", id: 1 });
  const [client, raw] = await connected();
  tell({ torsion: "connection", id: 1, connection: 5 }, raw);
  assert.deepEqual(sent.at(-1), { torsion: "refused", connection: 5 });
  assert.equal(accepted.length, 0);
  client.destroy();
});

test("cancelling takes the question back", () => {
  const { sent, tell, listen } = world();
  const listening = listen();
  listening.addErrback(() => undefined as never);
  listening.cancel();
  assert.deepEqual(sent.at(-1), { torsion: "close", id: 1 });
  tell({ torsion: "listening", id: 1, address: ADDRESS });
});

test("locks beside sockets are the supervisor's: free for its workers, and given back by it alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "torsion-shared-"));
  const name = join(folder, "x.lock");
  const links = { ...linkFiles(), isRunning: (pid: number) => pid === 7 || pid === 8 };
  const [one, two] = [sharedLinks(links, 7), sharedLinks(links, 7)];
  const locks = [new FilesystemLock(name, one), new FilesystemLock(name, two)];
  assert.deepEqual(
    locks.map((lock) => lock.lock()),
    [true, true],
  );
  assert.equal(readlinkSync(name), "7");
  for (const lock of locks) lock.unlock();
  assert.equal(links.readlink(name), "7");
  links.remove(name);
  symlinkSync("8", name);
  assert.equal(new FilesystemLock(name, one).lock(), false, "another program's");
  rmSync(folder, { recursive: true });
  assert.equal(existsSync(folder), false);
});
