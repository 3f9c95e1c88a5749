import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import * as tls from "node:tls";
import { testCertificates } from "../../testing/index.ts";
import { JSStreamWire } from "./js-stream-wire.ts";
import { nodeHandles } from "./node-handles.ts";
import { HandlePlaintext, type Plaintext, StreamPlaintext } from "./tls-plaintext.ts";
import { TLSWire, type Wire } from "./tls-wire.ts";

const handles = nodeHandles();

/** A client of one kind, joined with a server that gives back what it is sent. */
async function echoed(kind: "stream" | "handle") {
  let roomy = true;
  const told: string[] = [];
  const peerWire = new TLSWire((bytes) => {
    wire.receive(bytes);
    return true;
  });
  const send = (bytes: Uint8Array): boolean => {
    peerWire.receive(bytes);
    return roomy;
  };
  const wire: Wire = kind === "stream" ? new TLSWire(send) : new JSStreamWire(handles!, send);
  const peer = new tls.TLSSocket(peerWire, {
    isServer: true,
    key: testCertificates.server.privateKey,
    cert: testCertificates.server.certificate,
  });
  peer.on("data", (data: Buffer) => peer.write(data));
  const secure = tls.connect({
    socket: wire.stream,
    host: "localhost",
    servername: "localhost",
    ca: testCertificates.authority,
  });
  const sink = {
    data: (bytes: Uint8Array) => {
      assert.equal(bytes.constructor, Uint8Array);
      told.push(new TextDecoder().decode(bytes));
    },
    drained: () => told.push("drained"),
  };
  const plaintext: Plaintext =
    kind === "stream"
      ? new StreamPlaintext(secure, sink)
      : new HandlePlaintext(secure, handles!, wire, sink);
  secure.resume();
  await new Promise((done) => secure.once("secureConnect", done));
  await settle();
  return {
    plaintext,
    told,
    setRoomy(value: boolean): void {
      roomy = value;
      if (value) wire.sent();
    },
    destroy(): void {
      secure.destroy();
      peer.destroy();
    },
  };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await turn();
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const kind of ["stream", "handle"] as const)
  test(`${kind}: writes, and reads as plain bytes; tells when all has been taken, once`, {
    skip: kind === "handle" && handles === null,
  }, async () => {
    const { plaintext, told, setRoomy, destroy } = await echoed(kind);
    plaintext.write(bytes("a"));
    await settle();
    assert.equal(plaintext.idle, true);
    assert.deepEqual(
      told.filter((event) => event !== "drained"),
      ["a"],
    );
    told.length = 0;
    setRoomy(false);
    assert.equal(plaintext.write(bytes("b")), false);
    await settle();
    assert.deepEqual([plaintext.idle, told.includes("drained")], [false, false]);
    setRoomy(true);
    await settle();
    assert.equal(plaintext.idle, true);
    assert.deepEqual(told.filter((event) => event === "drained").length, 1);
    destroy();
  });
