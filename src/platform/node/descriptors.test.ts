import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";
import { test } from "node:test";
import { adoptConnection, adoptListener } from "./descriptors.ts";

const module = JSON.stringify(new URL("./descriptors.js", import.meta.url).href);

/** A child that is started with `inherited` as its descriptor 3; gives what it prints. */
async function child(
  inherited: net.Server | net.Socket,
  body: string,
  talk?: () => void,
): Promise<string> {
  const program = `import { adoptConnection, adoptListener } from ${module};
    const quiet = { drained() {}, ended() {}, closed() { process.exit(); } };
    ${body}`;
  const handle = (inherited as unknown as { _handle: { fd: number } })._handle;
  const running = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit", handle.fd],
    timeout: 20_000,
  });
  let printed = "";
  running.stdout!.on("data", (data) => {
    printed += data;
    talk?.();
    talk = undefined;
  });
  await once(running, "close");
  return printed;
}

test("a port that a parent listens on is served by a child", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const printed = await child(
    server,
    `const listener = await adoptListener(3, { publicOnly: false, accept(socket) {
      socket.start({ ...quiet, data: (bytes) => socket.write(bytes), ended: () => socket.close() });
    } });
    console.log(listener.address.port === ${port} ? "serving" : JSON.stringify(listener.address));`,
    () => {
      // From here on only the child accepts.
      const client = net.connect(port, "127.0.0.1", () => client.end("echo"));
      client.on("data", (data) => assert.equal(String(data), "echo"));
      server.close();
    },
  );
  assert.equal(printed, "serving\n");
});

test("a connection that a parent accepted is served by a child", async () => {
  const server = net.createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const client = net.connect(port, "127.0.0.1");
  const [accepted] = (await once(server, "connection")) as [net.Socket];
  const { localPort } = client;
  let answer = "";
  client.on("data", (data) => {
    answer += data;
  });
  client.write("echo");
  const printed = await child(
    accepted,
    `const socket = await adoptConnection(3, false);
    console.log(socket.peer.port);
    socket.start({ ...quiet, data: (bytes) => { socket.write(bytes); socket.close(); } });`,
  );
  assert.equal(printed, `${localPort}\n`);
  assert.equal(answer, "echo");
  accepted.destroy();
  client.destroy();
  server.close();
});

test("what is no socket is an error of the port's", async () => {
  await assert.rejects(async () => adoptConnection(9999, false), { name: "PlatformError" });
  await assert.rejects(async () => adoptListener(9999, { publicOnly: true, accept: () => {} }), {
    name: "PlatformError",
  });
});

test("what is no socket, or not open, says so", async () => {
  for (const fd of [999_999])
    await assert.rejects(
      Promise.resolve(adoptListener(fd, { publicOnly: false, accept: () => {} })),
      { name: "PlatformError", code: "ENOTSOCK" },
    );
});
