import assert from "node:assert/strict";
import { test } from "node:test";
import { concat } from "../../bytes/index.ts";
import { testCertificates } from "../../testing/index.ts";
import { bytes, EnginePair, WAYS } from "./engine-pair.test-fixture.ts";
import { shared } from "./shared-reads.ts";

for (const [way, publicOnly] of WAYS) {
  test(`${way}: X23: the handshake, then what was written before it`, async () => {
    const pair = new EnginePair(publicOnly);
    assert.equal(pair.client.engine.write(bytes("early")), false, "kept until it is verified");
    await pair.settle();
    assert.deepEqual(pair.client.events, ["secured"]);
    assert.equal(pair.client.drains, 1);
    assert.deepEqual(pair.server.events, ["secured", "data"]);
    assert.equal(pair.server.text, "early");
    assert.match(pair.client.details!.version, /^TLSv1\.[23]$/);
    assert.equal(pair.client.details!.peerCertificate()!.subject, "CN=localhost");
    assert.equal(pair.server.details!.serverName, "localhost");
    pair.destroy();
  });

  test(`${way}: nothing that was written is sent to a peer that is not whom it should be`, async () => {
    const pair = new EnginePair(publicOnly, { server: testCertificates.otherName });
    pair.client.engine.write(bytes("a secret".repeat(100)));
    let carried = 0;
    const { send } = pair.client;
    pair.client.send = (data) => {
      carried += data.length;
      return send.call(pair.client, data);
    };
    await pair.settle();
    assert.deepEqual(pair.client.events, ["failed verification"]);
    assert.equal(pair.server.text, "");
    assert.ok(carried < 800, `only an alert was sent, and not ${carried} bytes`);
    pair.destroy();
  });

  test(`${way}: X25: close_notify, each in its own time, is in order on both sides`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.client.engine.write(bytes("last"));
    pair.client.engine.finish();
    pair.client.engine.finish();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured", "data", "ended"]);
    pair.server.engine.write(bytes("still here"));
    await pair.settle();
    assert.deepEqual(pair.client.events, ["secured", "finished", "data"]);
    pair.server.engine.finish();
    pair.server.engine.receiveEnd();
    pair.client.engine.receiveEnd();
    await pair.settle();
    assert.deepEqual(pair.client.events, ["secured", "finished", "data", "ended"]);
    assert.deepEqual(pair.server.events, ["secured", "data", "ended", "finished"]);
    pair.destroy();
  });

  test(`${way}: X25: close_notify and the end of the bytes at once are in order`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.client.engine.finish();
    await new Promise((done) => setImmediate(done));
    for (const data of pair.client.outgoing.splice(0)) pair.server.engine.receive(data);
    pair.server.engine.receiveEnd();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured", "ended"]);
    pair.destroy();
  });

  test(`${way}: X25: the end of the bytes alone is a failure, told once`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.server.engine.receiveEnd();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured", "failed truncated"]);
    pair.server.engine.receive(bytes("more"));
    assert.equal(pair.server.engine.write(bytes("more")), true);
    pair.server.engine.finish();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured", "failed truncated"]);
    pair.destroy();
  });

  test(`${way}: X12: paused from the beginning, it is secured and gives nothing until it is resumed`, async () => {
    const pair = new EnginePair(publicOnly);
    pair.server.engine.pauseReading();
    pair.client.engine.write(bytes("waits"));
    pair.client.engine.finish();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured"]);
    pair.server.engine.resumeReading();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured", "data", "ended"]);
    pair.destroy();
  });

  test(`${way}: X12: paused from within, not even what was decrypted already is given`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    let told = 0;
    pair.server.onData = () => {
      told += 1;
      pair.server.engine.pauseReading();
    };
    for (const letter of "abc") pair.client.engine.write(bytes(letter));
    await pair.settle();
    for (let resumed = 0; pair.server.text !== "abc"; resumed++) {
      assert.equal(told, resumed + 1);
      pair.server.engine.resumeReading();
      await pair.settle();
    }
    pair.destroy();
  });

  /** A server that was paused by the first of three pieces, and holds the others. */
  async function holding() {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.server.onData = () => pair.server.engine.pauseReading();
    for (const letter of "abc") pair.client.engine.write(bytes(letter));
    await pair.settle();
    assert.equal(pair.server.text, "a");
    return pair;
  }

  test(`${way}: X8: what was held is not given from inside of resumeReading`, async () => {
    const pair = await holding();
    const { engine } = pair.server;
    let depth = 0;
    pair.server.onData = () => {
      assert.equal(depth++, 0);
      engine.pauseReading();
      engine.resumeReading();
      depth -= 1;
    };
    engine.resumeReading();
    assert.equal(pair.server.text, "a");
    pair.client.engine.write(bytes("d"));
    pair.client.engine.finish();
    await pair.settle();
    assert.deepEqual([pair.server.text, pair.server.events.at(-1)], ["abcd", "ended"]);
    pair.destroy();
  });

  test(`${way}: X8: destroyed with something held, or by what was held, it gives nothing more`, async () => {
    const before = await holding();
    before.server.engine.destroy();
    before.server.engine.resumeReading();
    const within = await holding();
    let told = 0;
    within.server.onData = () => {
      told += 1;
      within.server.engine.destroy();
    };
    within.server.engine.resumeReading();
    await Promise.all([before.settle(), within.settle()]);
    assert.deepEqual([before.server.text, told], ["a", 1]);
    before.destroy();
    within.destroy();
  });

  test(`${way}: ciphertext that lies where all sockets read into is not overwritten by what is decrypted`, async () => {
    let state = 0;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * below);
    };
    for (let seed = 10; seed < 20; seed++) {
      state = seed;
      const pair = new EnginePair(publicOnly);
      await pair.settle();
      const text = "x".repeat(600_000);
      pair.client.engine.write(bytes(text));
      for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
      const ciphertext = concat(pair.client.outgoing.splice(0));
      for (let at = 0; at < ciphertext.length; ) {
        const part = ciphertext.subarray(at, at + 1 + random(60_000));
        at += part.length;
        shared.set(part);
        pair.server.engine.receive(shared.subarray(0, part.length));
      }
      await pair.settle();
      assert.deepEqual(pair.server.events, ["secured", "data"]);
      assert.equal(pair.server.text.length, text.length);
      pair.destroy();
    }
  });

  test(`${way}: X6: a wire that takes no more holds writes back, and tells when it does again`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.client.roomy = false;
    let writes = 0;
    while (pair.client.engine.write(bytes("x".repeat(1000))) && writes < 1000) writes += 1;
    assert.ok(writes < 1000);
    await pair.settle();
    const before = pair.client.drains;
    pair.client.sent();
    await pair.settle();
    assert.equal(pair.client.drains, before + 1);
    assert.equal(pair.server.text.length, (writes + 1) * 1000);
    pair.destroy();
  });

  test(`${way}: garbage is a failure, and the peer is sent an alert`, async () => {
    const pair = new EnginePair(publicOnly);
    pair.server.engine.receive(bytes("\x16\x03\x01\x00\x05hello"));
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(pair.server.events, ["failed protocol"]);
    assert.equal(pair.server.outgoing[0]?.[0], 21, "RFC 8446, 5.1: the type of an alert");
    pair.destroy();
  });

  test(`${way}: after destroy nothing is told`, async () => {
    const pair = new EnginePair(publicOnly);
    await pair.settle();
    pair.server.engine.destroy();
    pair.client.engine.write(bytes("too late"));
    await pair.settle();
    pair.server.engine.receiveEnd();
    await pair.settle();
    assert.deepEqual(pair.server.events, ["secured"]);
    pair.destroy();
  });
}
