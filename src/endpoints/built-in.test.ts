import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { builtInClients, builtInServers } from "./built-in.ts";
import { IStreamClientEndpointStringParser, IStreamServerEndpointStringParser } from "./parser.ts";

test("each type has one parser for each direction at the most, in lower case", () => {
  for (const parsers of [builtInServers(), builtInClients()]) {
    const prefixes = parsers.map(({ prefix }) => prefix);
    assert.deepEqual([...new Set(prefixes)], prefixes);
    assert.deepEqual(
      prefixes,
      prefixes.map((prefix) => prefix.toLowerCase()),
    );
  }
  const tentative = { tentative: true };
  for (const one of builtInServers())
    verifyObject(IStreamServerEndpointStringParser, one, tentative);
  for (const one of builtInClients())
    verifyObject(IStreamClientEndpointStringParser, one, tentative);
});
