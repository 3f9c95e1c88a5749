/** What a simulated child cannot be made to do; the rest is in `process-endpoint.test.ts`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../deferred/index.ts";
import {
  type IProcessTransport,
  PipeAddress,
  ProcessDone,
  ProcessExitedAlready,
  ProcessTerminated,
} from "../net/index.ts";
import { PeerEnded, type PlatformError } from "../platform/index.ts";
import { Clock } from "../time/index.ts";
import { ProcessSocket } from "./process-socket.ts";

/** A process that does what a test says, and a sink. */
function world({ signalFails = null as Error | null } = {}) {
  const calls: string[] = [];
  const events: string[] = [];
  const time = new Clock();
  const note = (name: string) => () => void calls.push(name);
  const child = {
    getHost: () => new PipeAddress("pipes to child"),
    getPeer: () => new PipeAddress("child (process 5)"),
    write: (data: Uint8Array) => void calls.push(`write ${data.length}`),
    registerProducer: note("register"),
    unregisterProducer: note("unregister"),
    closeStdin: note("close 0"),
    closeStdout: note("close 1"),
    pauseProducing: note("pause"),
    resumeProducing: note("resume"),
    loseConnection: note("close all"),
    signalProcess: (name: string, { group = false } = {}) => {
      calls.push(`${name}${group ? " to the group" : ""}`);
      if (signalFails !== null) throw signalFails;
    },
  };
  const socket = new ProcessSocket({
    time,
    errors: (data) => void events.push(`errors ${data?.length}`),
    complain: (what) => void events.push(what),
    closeSeconds: 30,
    killSeconds: 5,
    group: true,
  });
  socket.makeConnection(child as unknown as IProcessTransport);
  const closed: (PlatformError | undefined)[] = [];
  socket.start({
    data: (bytes) => void events.push(`data ${bytes.length}`),
    drained: () => void events.push("drained"),
    ended: () => void events.push("ended"),
    closed: (error) => {
      closed.push(error);
      events.push("closed");
    },
  });
  calls.length = 0;
  return { socket, calls, events, time, closed };
}

const killed = new Failure(new ProcessTerminated("killed", { exitCode: null, signal: "SIGKILL" }));
const done = new Failure(new ProcessDone("done"));

test("its addresses are the child's", () => {
  const { socket } = world();
  assert.deepEqual(
    [socket.local, socket.peer],
    [{ pipe: "pipes to child" }, { pipe: "child (process 5)" }],
  );
});

test("the process keeps a copy of what is written; full is what makes it pause", () => {
  const { socket, events, calls } = world();
  assert.equal(socket.write(new Uint8Array(5)), true);
  socket.pauseProducing();
  assert.equal(socket.write(new Uint8Array(6)), false);
  socket.resumeProducing();
  socket.resumeProducing();
  assert.deepEqual([calls, events], [["write 5", "write 6"], ["drained"]]);
});

test("an input that nobody reads any more takes everything, and who waits for it goes on", () => {
  const { socket, events, calls } = world();
  socket.pauseProducing();
  assert.equal(socket.write(new Uint8Array(5)), false);
  socket.childConnectionLost(0);
  assert.equal(socket.write(new Uint8Array(5)), true);
  socket.shutdown();
  assert.deepEqual([calls, events], [["write 5"], ["drained"]]);
});

test("closed with how it has ended, once, when its pipes are closed too", () => {
  const { socket, events, closed, calls } = world();
  socket.childConnectionLost(1);
  socket.close();
  socket.close();
  socket.processExited(done);
  socket.childDataReceived(2, new Uint8Array(3));
  socket.childConnectionLost(2);
  assert.deepEqual(events, ["ended", "errors 3", "errors undefined"]);
  socket.processEnded();
  socket.abort();
  assert.ok(closed[0] instanceof PeerEnded && closed[0].orderly);
  assert.deepEqual([closed.length, closed[0].reason], [1, done.value]);
  assert.deepEqual(calls, ["unregister", "close 0", "close 1", "resume"]);
});

test("aborted, it is closed when the child has ended: whoever holds its pipes is not waited for", () => {
  const { socket, closed, calls, time } = world();
  socket.abort();
  socket.abort();
  assert.deepEqual(calls, ["unregister", "close 0", "KILL to the group", "close all"]);
  time.advance(100);
  assert.equal(closed.length, 0);
  socket.processExited(killed);
  assert.ok(closed[0] instanceof PeerEnded && !closed[0].orderly);
  socket.processEnded();
  assert.equal(closed.length, 1);
});

test("aborted after the child's end: closed, and not before it has returned", () => {
  const signalFails = new ProcessExitedAlready("it has ended");
  const { socket, events, time, closed } = world({ signalFails });
  socket.processExited(done);
  socket.abort();
  assert.deepEqual(events, []);
  time.advance(0);
  assert.deepEqual([events, closed.length], [["closed"], 1]);
});

test("a child that may not be killed, as another user's, is let go and complained of", () => {
  const { socket, events, time, closed } = world({ signalFails: new Error("EPERM") });
  socket.close();
  time.advance(30);
  time.advance(5);
  time.advance(0);
  assert.deepEqual(events, [
    "did not end in 30 s after its connection was closed",
    "cannot be sent SIGTERM",
    "cannot be sent SIGKILL",
    "closed",
  ]);
  assert.deepEqual(closed, [undefined]);
  assert.deepEqual(time.getDelayedCalls(), []);
});
