import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import type { SupervisorMessage } from "./shared-ports.ts";
import { supervisorOfWorker } from "./supervisor.ts";

class FakeProcess extends EventEmitter {
  readonly env: Record<string, string | undefined>;
  readonly sent: object[] = [];
  connected = true;
  unrefs = 0;
  readonly channel = {
    unref: () => {
      this.unrefs += 1;
    },
  };
  send?: (message: object) => boolean = (message) => {
    this.sent.push(message);
    return true;
  };
  constructor(env: Record<string, string>) {
    super();
    this.env = env;
  }
}
const OURS = { TORSION_WORKER: "2", TORSION_SUPERVISOR: "77" };

test("a worker has one channel, and what it starts with a copy of its environment is none", () => {
  const worker = new FakeProcess({ ...OURS });
  const channel = supervisorOfWorker(worker)!;
  assert.deepEqual([channel.worker, channel.pid], [2, 77]);
  assert.equal(supervisorOfWorker(worker), channel);
  assert.equal(worker.env.TORSION_WORKER, "2", "programs may read it");
  assert.equal(supervisorOfWorker(new FakeProcess({ TORSION_WORKER: "2" })), null);
});

test("without a channel, or a number, it is no worker", () => {
  const alone = new FakeProcess({ ...OURS });
  delete alone.send;
  assert.equal(supervisorOfWorker(alone), null);
  assert.equal(supervisorOfWorker(new FakeProcess({ ...OURS, TORSION_WORKER: "x" })), null);
});

test("messages go both ways; those of others are left alone, and it holds no process alive", () => {
  const worker = new FakeProcess({ ...OURS });
  const channel = supervisorOfWorker(worker)!;
  const got: SupervisorMessage[] = [];
  channel.receive((message) => void got.push(message));
  assert.ok(worker.unrefs >= 1);
  for (const message of ["text", null, { other: 1 }, { torsion: "failed" }])
    worker.emit("message", message);
  assert.deepEqual(got, [{ torsion: "failed" }]);
  channel.send({ torsion: "started" });
  worker.connected = false;
  channel.send({ torsion: "stopping" });
  assert.deepEqual(worker.sent, [{ torsion: "started" }]);
});

test("whenToStop: when it is told to, or when the channel closes, or at once where that was before", () => {
  const worker = new FakeProcess({ ...OURS });
  const channel = supervisorOfWorker(worker)!;
  const why: string[] = [];
  channel.whenToStop((reason) => void why.push(reason));
  assert.equal(why.length, 0);
  worker.emit("message", { torsion: "stop" });
  worker.emit("message", { torsion: "stop" });
  assert.deepEqual(why, ["told"]);
  worker.connected = false;
  worker.emit("disconnect");
  assert.deepEqual(why, ["told", "closed"]);
  channel.whenToStop((reason) => void why.push(`late: ${reason}`));
  assert.deepEqual(why.slice(2), ["late: told", "late: closed"]);
});
