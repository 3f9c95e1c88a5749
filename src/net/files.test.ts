import assert from "node:assert/strict";
import { test } from "node:test";
import { IFile, IFilesystem, IReactorFiles } from "./files.ts";
import { membersOf } from "./members.test-fixture.ts";

test("IFilesystem: what there is to do with files, by path; IFile, with one that is open", () => {
  assert.deepEqual(membersOf(IFile), [
    "close()",
    "read()",
    "status()",
    "sync()",
    "truncate()",
    "write()",
  ]);
  assert.equal(membersOf(IFilesystem).length, 19);
  assert.deepEqual(membersOf(IReactorFiles), ["files"]);
});
