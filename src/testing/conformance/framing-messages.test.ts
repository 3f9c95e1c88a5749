import { test } from "node:test";
import { assertFoundIn, type Flaw } from "./framing-broken.test-fixture.ts";

const found: readonly (readonly [Flaw, RegExp])[] = [
  ["loses what follows a message", /however they are cut/],
  ["loses what is cut", /however they are cut/],
  ["delivers late", /however they are cut/],
  ["delivers the rest at the end", /an end in the middle/],
  ["delivers one array again and again", /never changes/],
  ["takes an empty read for the end", /a read of no bytes/],
  ["has no limit", /one byte more/],
  ["has a limit of one less", /the limit itself/],
  ["has a limit of one more", /one byte more/],
  ["waits for the end of what is too long", /not waited for/],
  ["gives no reason", /one byte more/],
  ["gives no reason", /no message.*exclamation/],
  ["goes on after what is too long", /one byte more/],
  ["delivers what is malformed", /no message.*exclamation/],
];
for (const [flaw, by] of found)
  test(`found: a framing that ${flaw} (${by.source})`, () => assertFoundIn(flaw, by));
