import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "../../bytes/index.ts";
import { StringTransport } from "../../testing/index.ts";
import type { Protocol } from "../protocol.ts";
import { Daytime, Time } from "./time-of-day.ts";

function said(protocol: Protocol): Uint8Array {
  const transport = new StringTransport();
  protocol.makeConnection(transport);
  assert.equal(transport.disconnecting, true);
  return transport.value();
}

test("RFC 867: the time in words, UTC, as asctime writes it", () => {
  const at = (seconds: number): string => text(said(new Daytime(() => seconds)));
  assert.equal(at(0), "Thu Jan  1 00:00:00 1970\r\n");
  assert.equal(at(1_709_209_845.9), "Thu Feb 29 12:30:45 2024\r\n");
  assert.equal(at(4_102_444_799), "Thu Dec 31 23:59:59 2099\r\n");
});

test("RFC 868: seconds since 1900 in 32 bits, by the RFC's own examples", () => {
  const at = (seconds: number): number =>
    new DataView(said(new Time(() => seconds)).slice().buffer).getUint32(0);
  // 1 is 00:00:01 on 1 January 1900; the RFC's table goes on from there.
  assert.equal(at(-2_208_988_799), 1);
  assert.equal(at(0), 2_208_988_800);
  assert.equal(at(Date.UTC(1976, 0, 1) / 1000), 2_398_291_200);
  assert.equal(at(Date.UTC(1980, 0, 1) / 1000), 2_524_521_600);
  assert.equal(at(Date.UTC(1983, 4, 1) / 1000), 2_629_584_000);
  assert.equal(at(0.999), 2_208_988_800);
});

test("after 2036 it begins anew, and 2038 is a second like any other", () => {
  const at = (date: number): string => [...said(new Time(() => date / 1000))].join(" ");
  assert.equal(at(Date.UTC(2036, 1, 7, 6, 28, 15)), "255 255 255 255");
  assert.equal(at(Date.UTC(2036, 1, 7, 6, 28, 16)), "0 0 0 0");
  assert.equal(at(Date.UTC(2038, 0, 19, 3, 14, 8)), "3 170 126 128");
});
