import { test } from "node:test";
import { assertFoundIn, type Flaw } from "./framing-broken.test-fixture.ts";

const found: readonly (readonly [Flaw, RegExp])[] = [
  ["runs inside itself", /fed in a callback/],
  ["puts what is fed in front", /fed in a callback/],
  ["goes on after loseConnection", /loseConnection in a callback/],
  ["goes on after loseConnection", /abortConnection in a callback/],
  ["keeps what a callback throws", /callback throws ends/],
  ["takes a message that threw again", /callback throws ends/],
  ["keeps what a promise rejects with", /promise/],
  ["keeps plaintext", /TLS/],
  ["goes on for another protocol", /another protocol, nothing more/],
  ["leaves what was taken", /each byte once/],
  ["takes from the second byte on", /from its first byte on/],
  ["ignores pauses", /the very next message waits/],
  ["pauses without its transport", /the very next message waits/],
  ["resumes without what is there", /each resume gives one/],
  ["resumes inside a callback", /paused and resumed/],
  ["throws at whoever resumes alone", /while the receiver resumes/],
  ["loses raw bytes", /as they are/],
  ["sends no end of line", /what it sends/],
];
for (const [flaw, by] of found)
  test(`found: a framing that ${flaw} (${by.source})`, () => assertFoundIn(flaw, by));
