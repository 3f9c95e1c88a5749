import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf } from "./members.test-fixture.ts";
import {
  IHostnameResolver,
  IHostResolution,
  IReactorPluggableNameResolver,
  IReactorPluggableResolver,
  IResolutionReceiver,
  IResolverSimple,
} from "./names.ts";

test("the members are Twisted's; resolve stands beside installResolver", () => {
  assert.deepEqual(membersOf(IHostResolution), ["cancel()", "name"]);
  assert.deepEqual(membersOf(IResolutionReceiver), [
    "addressResolved()",
    "resolutionBegan()",
    "resolutionComplete()",
  ]);
  assert.deepEqual(membersOf(IHostnameResolver), ["resolveHostName()"]);
  assert.deepEqual(membersOf(IResolverSimple), ["getHostByName()"]);
  assert.deepEqual(membersOf(IReactorPluggableNameResolver), [
    "installNameResolver()",
    "nameResolver",
  ]);
  assert.deepEqual(membersOf(IReactorPluggableResolver), ["installResolver()", "resolve()"]);
});
