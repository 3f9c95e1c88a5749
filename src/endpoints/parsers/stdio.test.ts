import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDescription } from "../description.ts";
import { StandardIOEndpoint } from "../standard-io-endpoint.ts";
import { stdioClient, stdioServer } from "./stdio.ts";

const reactor = { connectStandardIO: () => assert.fail("only parsed") };

test("stdio: with and without its colon, in both directions", () => {
  for (const text of ["stdio", "stdio:"]) {
    const parsed = parseDescription(text);
    assert.ok(stdioServer.parseStreamServer(reactor, parsed) instanceof StandardIOEndpoint);
    assert.ok(stdioClient.parseStreamClient(reactor, parsed) instanceof StandardIOEndpoint);
  }
});

test("stdio: takes no arguments, and needs a program that has it", () => {
  const parse = (on: object, text: string) =>
    stdioServer.parseStreamServer(on, parseDescription(text));
  assert.throws(() => parse(reactor, "stdio:1"), /what stdio takes without a name is nothing/);
  assert.throws(() => parse(reactor, "stdio::"), /one argument too many/);
  assert.throws(() => parse({}, "stdio:"), { name: "NotSupportedError" });
});
