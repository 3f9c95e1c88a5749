import assert from "node:assert/strict";
import { test } from "node:test";
import { RoundTrips } from "./round-trips.ts";

test('RFC 6298, 2.1: "Until a round-trip time (RTT) measurement has been made … the sender SHOULD set RTO <- 1 second"', () => {
  assert.equal(new RoundTrips().timeout, 1);
});

test('2.2: "When the first RTT measurement R is made, the host MUST set SRTT <- R, RTTVAR <- R/2, RTO <- SRTT + max (G, K*RTTVAR)"', () => {
  const trips = new RoundTrips();
  trips.measured(2);
  assert.equal(trips.timeout, 2 + 4 * 1);
});

test("2.3: \"RTTVAR <- (1 - beta) * RTTVAR + beta * |SRTT - R'|, SRTT <- (1 - alpha) * SRTT + alpha * R'\"", () => {
  const trips = new RoundTrips();
  trips.measured(2);
  trips.measured(4);
  const variation = 0.75 * 1 + 0.25 * 2;
  assert.equal(trips.timeout, 0.875 * 2 + 0.125 * 4 + 4 * variation);
});

test("no less than 0.2 s above a steady round trip, as Linux has it, and no more than two minutes", () => {
  const trips = new RoundTrips();
  for (let i = 0; i < 200; i++) trips.measured(0.01);
  assert.ok(Math.abs(trips.timeout - 0.21) < 1e-9);
  trips.measured(1000);
  assert.equal(trips.timeout, 120);
});

test('5.5: "The host MUST set RTO <- RTO * 2 (back off the timer)", up to two minutes', () => {
  const trips = new RoundTrips();
  assert.deepEqual(
    [0, 1, 2, 6, 7, 1000].map((nth) => trips.backedOff(nth)),
    [1, 2, 4, 64, 120, 120],
  );
});
