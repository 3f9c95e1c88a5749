import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDescription } from "./description.ts";
import type { StreamServerEndpoint } from "./parser.ts";
import { clientParserFor, registerEndpointParser, serverParserFor } from "./registry.ts";

const nowhere: StreamServerEndpoint = { listen: () => assert.fail("only parsed") };

test("a type that was added is found, in upper case too, until it is taken back", () => {
  const parser = { prefix: "pigeon", parseStreamServer: () => nowhere };
  const undo = registerEndpointParser(parser);
  assert.equal(serverParserFor(parseDescription("Pigeon:1"), {}), parser);
  assert.throws(() => clientParserFor(parseDescription("pigeon:1"), {}), /no client type "pigeon"/);
  assert.throws(() => registerEndpointParser(parser), /there is a type "pigeon" already/);
  undo();
  assert.throws(() => serverParserFor(parseDescription("pigeon:1"), {}), /no server type "pigeon"/);
});

test("what somebody may have meant", () => {
  const server = (text: string) => () => serverParserFor(parseDescription(text), {});
  const client = (text: string) => () => clientParserFor(parseDescription(text), {});
  assert.throws(server("retry:tcp:80"), /no server type "retry", it is for a client alone; there/);
  assert.throws(
    client("systemd:index=0"),
    /no client type .*, it is for a server alone; there is tcp/,
  );
  assert.throws(client("http://a/"), /no client type "http", and a description is no URL; there/);
  assert.throws(server("8007"), /no server type "8007" \(tcp:8007\?\); there/);
});

test("a type of both directions is added to both, or to none", () => {
  const parser = {
    prefix: "tcp",
    parseStreamServer: () => nowhere,
    parseStreamClient: () => assert.fail("only asked for"),
  };
  assert.throws(() => registerEndpointParser(parser), RangeError);
  const both = { ...parser, prefix: "pigeon" };
  const undo = registerEndpointParser(both);
  assert.equal(serverParserFor(parseDescription("pigeon:"), {}), both);
  assert.equal(clientParserFor(parseDescription("pigeon:"), {}), both);
  undo();
});
