/** For tests of messages: what holds of every parser, whatever it parses. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { concat } from "../../bytes/index.ts";
import { SOCKSMessageError } from "./errors.ts";
import type { Parsed } from "./message.ts";

export const ports: fc.Arbitrary<number> = fc.integer({ min: 0, max: 65_535 });
/** As they are sent: names of printable ASCII that are no addresses. */
export const names: fc.Arbitrary<string> = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019-_.~!"), minLength: 1, maxLength: 254 })
  .map((text) => `n${text}`);
export const ipv4: fc.Arbitrary<string> = fc
  .tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 })))
  .map((bytes) => bytes.join("."));

/** What is built is parsed as the same, with anything behind it, and not before its last byte is there. */
export function roundTrips<M>(
  messages: fc.Arbitrary<M>,
  build: (message: M) => Uint8Array,
  parse: (bytes: Uint8Array) => Parsed<M> | null,
): void {
  fc.assert(
    fc.property(messages, fc.uint8Array({ maxLength: 5 }), (made, behind) => {
      // Records have no prototype there.
      const message = made !== null && Object.getPrototypeOf(made) === null ? { ...made } : made;
      const bytes = build(message);
      assert.deepEqual(parse(concat([bytes, behind])), { message, length: bytes.length });
      for (let cut = 0; cut < bytes.length; cut++)
        assert.equal(parse(bytes.subarray(0, cut)), null, `cut at ${cut}`);
    }),
  );
}

/** Any bytes are a message, the beginning of one or a typed error; 600 of them always decide. */
export function isTotal(first: readonly number[], parse: (bytes: Uint8Array) => unknown): void {
  const attempt = (bytes: Uint8Array): unknown => {
    try {
      return parse(bytes);
    } catch (thrown) {
      assert.ok(thrown instanceof SOCKSMessageError, String(thrown));
      return "error";
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700, size: "max" }), (random) => {
      const bytes = concat([Uint8Array.from(first), random]);
      // Whatever it was decided is decided with more bytes as well.
      let decided: unknown = null;
      for (let cut = 0; cut <= bytes.length; cut++) {
        const now = attempt(bytes.subarray(0, cut));
        if (decided !== null) assert.deepEqual(now, decided);
        decided = now;
      }
      if (bytes.length >= 600) assert.notEqual(decided, null);
    }),
    { numRuns: 60 },
  );
}
