import assert from "node:assert/strict";
import { test } from "node:test";
import { LogFormatError } from "./errors.ts";
import { applySpec } from "./format-spec.ts";

test("values are laid out as Python's format() does it", () => {
  // Each row is what CPython prints for format(value, spec).
  const rows: [unknown, string, string][] = [
    ["ab", "", "ab"],
    ["ab", "5", "ab   "],
    ["ab", ">5", "   ab"],
    ["ab", "^5", " ab  "],
    ["ab", "*<5s", "ab***"],
    ["abcdef", ".3", "abc"],
    [42, "5", "   42"],
    [42, "<5", "42   "],
    [42, "05", "00042"],
    [-42, "05d", "-0042"],
    [-42, "=6", "-   42"],
    [42, "+", "+42"],
    [42, " d", " 42"],
    [255, "x", "ff"],
    [255, "#X", "0XFF"],
    [5, "#06b", "0b0101"],
    [8, "o", "10"],
    [65, "c", "A"],
    [Math.PI, ".2f", "3.14"],
    [1234567.891, ",.1f", "1,234,567.9"],
    [1234567, "_d", "1_234_567"],
    [0.25, ".1%", "25.0%"],
    [12345.678, ".2e", "1.23e+04"],
    [12345.678, ".2E", "1.23E+04"],
    [0.0001, "g", "0.0001"],
    [10n, "4d", "  10"],
    ["😀", "*<3", "😀**"],
  ];
  for (const [value, spec, expected] of rows)
    assert.equal(applySpec(value, spec), expected, `${String(value)}:${spec}`);
  assert.equal(applySpec(Number.POSITIVE_INFINITY, ".2f"), "inf");
});

test("a specification that is malformed, or not for such a value, is an error", () => {
  const rows: [unknown, string][] = [
    ["a", "q"],
    ["a", "d"],
    ["a", ","],
    ["a", "+5"],
    [1.5, "d"],
    [1.5, "x"],
    [1, "s"],
    [1, "{w}"],
  ];
  for (const [value, spec] of rows)
    assert.throws(() => applySpec(value, spec), LogFormatError, `${value}:${spec}`);
});

test("halves are rounded to the even digit, exponents have two digits, and zeros that fill are grouped", () => {
  const rows: [number, string, string][] = [
    [2.5, ".0f", "2"],
    [0.125, ".2f", "0.12"],
    [2.5, ".0e", "2e+00"],
    [1234567, "g", "1.23457e+06"],
    [0.00001, "g", "1e-05"],
    [1e22, ".1f", "10000000000000000000000.0"],
    [1234, "09,d", "0,001,234"],
    [65535, "_x", "ffff"],
    [1_048_576, "#_x", "0x10_0000"],
  ];
  for (const [value, spec, expected] of rows) assert.equal(applySpec(value, spec), expected, spec);
});

test("a layout that would take much memory is refused", () => {
  assert.throws(() => applySpec("x", ">1000000"), LogFormatError);
  assert.throws(() => applySpec(1.5, ".1000f"), LogFormatError);
});
