import assert from "node:assert/strict";
import { test } from "node:test";
import {
  IReactorFDSet,
  IReadDescriptor,
  IReadWriteDescriptor,
  IWriteDescriptor,
} from "./descriptors.ts";
import { membersOf } from "./members.test-fixture.ts";

test("descriptors: the members of Twisted's", () => {
  const base = ["connectionLost()", "fileno()", "logPrefix()"];
  assert.deepEqual(membersOf(IReadDescriptor), [...base, "doRead()"].sort());
  assert.deepEqual(membersOf(IWriteDescriptor), [...base, "doWrite()"].sort());
  assert.deepEqual(membersOf(IReadWriteDescriptor), [...base, "doRead()", "doWrite()"].sort());
});

test("IReactorFDSet: the members of Twisted's", () =>
  assert.deepEqual(membersOf(IReactorFDSet), [
    ...["addReader()", "addWriter()", "getReaders()", "getWriters()"],
    ...["removeAll()", "removeReader()", "removeWriter()"],
  ]));
