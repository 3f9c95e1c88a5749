import assert from "node:assert/strict";
import { test } from "node:test";
import { type IFile, type IFilesystem, IReactorFiles } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import type { FilesPlatform, PlatformFile } from "./files-port.ts";
import { MemoryNetwork } from "./memory/index.ts";

test("a platform with files has a reactor that gives them; without, it says so", () => {
  const { files, ...without } = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...without, files });
  assert.ok(IReactorFiles.providedBy(reactor));
  assert.deepEqual(reactor.files.list("/"), []);
  const plain = reactorOn(without);
  assert.ok(!IReactorFiles.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.files, { name: "NotSupportedError", message: /no files/ });
});

test("the port and the contract say the same", () => {
  const port = (contract: IFilesystem): FilesPlatform => contract;
  const file = (contract: IFile): PlatformFile => contract;
  assert.deepEqual([typeof port, typeof file], ["function", "function"]);
});
