import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidDescriptionError } from "../endpoints/index.ts";
import {
  parseEndpoint,
  parsePort,
  parseSeconds,
  parseSize,
  parseWholeNumber,
} from "./option-parsers.ts";

test("numbers: of ports, of seconds, whole ones", () => {
  assert.equal(parsePort("8007"), 8007);
  assert.equal(parseSeconds("0.5"), 0.5);
  assert.equal(parseWholeNumber(1, 64)("64"), 64);
  assert.throws(() => parsePort("65536"), /^RangeError: It has to be a whole number .*65535\.$/);
  assert.throws(
    () => parseSeconds("-1"),
    /^RangeError: It has to be a number of seconds above 0\.$/,
  );
  for (const wrong of ["0", "65", "1.5", "", "x", "1e1"])
    assert.throws(() => parseWholeNumber(1, 64)(wrong), /a whole number from 1 to 64/);
});

test("sizes: units are powers of 1024", () => {
  const sizes = { 4096: "4096", 65536: "64k", 10485760: "10M", 1610612736: "1.5GiB", 2048: "2KB" };
  for (const [bytes, text] of Object.entries(sizes)) assert.equal(parseSize(text), Number(bytes));
  assert.equal(parseSize("0"), 0);
  for (const wrong of ["", "k", "-1", "1.5", "1x", "1e3", "99999999T", " 1", "1 k"])
    assert.throws(() => parseSize(wrong), /a number of bytes/, wrong);
});

test("a description stays as it is; what is wrong with its form is told with its place", () => {
  assert.equal(parseEndpoint("tcp:8007:interface=\\:\\:1"), "tcp:8007:interface=\\:\\:1");
  assert.equal(parseEndpoint("pigeon:3"), "pigeon:3");
  assert.throws(
    () => parseEndpoint(":8007"),
    (error) => error instanceof InvalidDescriptionError,
  );
  assert.throws(() => parseEndpoint("tcp:80\\"), /a backslash with nothing after it/);
});
