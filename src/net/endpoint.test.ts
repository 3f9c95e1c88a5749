import assert from "node:assert/strict";
import { test } from "node:test";
import { directlyProvides, verifyObject } from "../components/index.ts";
import { fail } from "../deferred/index.ts";
import { IStreamClientEndpoint, IStreamServerEndpoint } from "./endpoint.ts";
import { ConnectError } from "./errors.ts";
import { membersOf } from "./members.test-fixture.ts";

test("endpoints: one method each, as Twisted's", () => {
  assert.deepEqual(membersOf(IStreamServerEndpoint), ["listen()"]);
  assert.deepEqual(membersOf(IStreamClientEndpoint), ["connect()"]);
});

test("one object can be both", () => {
  const nowhere: IStreamClientEndpoint & IStreamServerEndpoint = {
    connect: () => fail(new ConnectError("nowhere")),
    listen: () => fail(new ConnectError("nowhere")),
  };
  directlyProvides(nowhere, IStreamClientEndpoint, IStreamServerEndpoint);
  verifyObject(IStreamClientEndpoint, nowhere);
  verifyObject(IStreamServerEndpoint, nowhere);
});
