import assert from "node:assert/strict";
import { test } from "node:test";
import { capturedLogs } from "../logger/index.ts";
import { FakePlatform, RecordingFactory } from "./fake-platform.test-fixture.ts";
import { Reactor } from "./reactor.ts";

test("R12: what opens only after everything was closed is closed at once, and fails", () => {
  const fake = new FakePlatform();
  const reactor = new Reactor(fake.platform);
  const factory = new RecordingFactory();
  let name = "";
  reactor.listenTCP(80, factory).addErrback((failure) => {
    name = failure.value.name;
  });
  reactor.run();
  reactor.stop();
  fake.settle();
  const listener = fake.listening();
  assert.equal(name, "CannotListenError");
  assert.equal(listener.closed, true);
  assert.deepEqual(factory.events, []);
});

test("X17: a connection that could not be accepted is logged, at most once a second", () => {
  const fake = new FakePlatform();
  const reactor = new Reactor(fake.platform);
  reactor.listenTCP(80, new RecordingFactory());
  fake.listening();
  const events = capturedLogs(() => {
    for (let i = 0; i < 30; i++) {
      fake.acceptFails("EMFILE");
      fake.pass(0.1);
    }
    fake.pass(5);
  });
  const failures = events.filter((event) => /cannot accept/.test(String(event.log_format)));
  const times = failures.map((event) => (event as unknown as { times: number }).times);
  assert.equal(times[0], 1);
  assert.ok(times.length === 4, String(times));
  assert.equal(
    times.reduce((sum, count) => sum + count, 0),
    30,
  );
});
