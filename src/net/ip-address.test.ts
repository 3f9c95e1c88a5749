import assert from "node:assert/strict";
import { isIP } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { isIPAddress, isIPv6Address } from "./ip-address.ts";

const familyOf = (text: string): number => (isIPAddress(text) ? 4 : isIPv6Address(text) ? 6 : 0);

test("addresses are addresses", () => {
  for (const text of ["0.0.0.0", "127.0.0.1", "255.255.255.255", "10.20.30.40"])
    assert.equal(familyOf(text), 4, text);
  for (const text of [
    ...["::", "::1", "1::", "1:2:3:4:5:6:7:8", "1::8", "fe80::1%eth0", "2001:DB8::a"],
    ...["::ffff:10.0.0.1", "1:2:3:4:5:6:10.0.0.1", "::10.0.0.1", "1:2:3:4:5:6:7::"],
  ])
    assert.equal(familyOf(text), 6, text);
});

test("names, and what some hosts take for addresses, are not", () => {
  for (const text of [
    ...["", "localhost", "example.com", "127.1", "1.2.3", "010.0.0.1", "256.0.0.1", "1.2.3.4."],
    ...[
      " 1.2.3.4",
      "1.2.3.4\n",
      "0x7f.0.0.1",
      "1.2.3.4.5",
      "::1%",
      "[::1]",
      ":",
      ":::",
      "1:2",
      "::1\0",
    ],
    ...[
      "1:2:3:4:5:6:7:8:9",
      "1::2::3",
      "12345::",
      "::1.2.3",
      "1.2.3.4::",
      "1:2:3:4:5:6:7:10.0.0.1",
    ],
    ...["1:2:3:4:5:6:7:8::", "g::1", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:"],
  ])
    assert.equal(familyOf(text), 0, JSON.stringify(text));
});

test("the runtime, which has a parser of its own, says the same of whatever looks like an address", () => {
  // Of zones runtimes have their own notions.
  const piece = fc.constantFrom(
    ...[
      "1",
      "0",
      "255",
      "256",
      "01",
      "::",
      ":",
      ".",
      "ffff",
      "12345",
      "a",

      "10.0.0.1",
      "g",
      "é",
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.array(piece, { maxLength: 16 }).map((a) => a.join("")),
      ),
      (text) => assert.equal(familyOf(text), isIP(text), text),
    ),
    { numRuns: 20_000 },
  );
});
