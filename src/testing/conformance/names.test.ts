import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, succeed } from "../../deferred/index.ts";
import { namesCases } from "./names.ts";
import { assertFoundInNames, namesFailures } from "./names-broken.test-fixture.ts";

test("the simulated platform passes", async () =>
  assert.deepEqual(await namesFailures(namesCases), []));

test("found: a platform that says nothing of names of nobody", () =>
  assertFoundInNames(
    namesCases,
    {
      names: ({ lookup }) => ({
        lookup: (name, family) =>
          name === "nobody.invalid" ? new Deferred() : lookup(name, family),
      }),
    },
    /name of nobody/,
  ));

test("found: a platform that answers what was not asked", () =>
  assertFoundInNames(
    namesCases,
    { names: () => ({ lookup: () => succeed(["elsewhere"]) }) },
    /is among them|connectTCP by name|R17: began/,
  ));

test("found: a platform that knows no families", () =>
  assertFoundInNames(
    namesCases,
    { names: ({ lookup }) => ({ lookup: (name) => lookup(name) }) },
    /of the types/,
  ));

test("found: a platform that says an address twice", () =>
  assertFoundInNames(
    namesCases,
    { names: () => ({ lookup: () => succeed(["server", "server"]) }) },
    /R17: began/,
  ));

test("found: a platform that takes any text for an address", () =>
  assertFoundInNames(namesCases, { names: () => ({ isAddress: () => true }) }, /rubbish|a name/));

test("found: a platform that takes nothing for an address", () =>
  assertFoundInNames(namesCases, { names: () => ({ isAddress: () => false }) }, /plugged in/));
