import assert from "node:assert/strict";
import { test } from "node:test";
import { Executables } from "./executables.ts";

const where = { host: "a", path: undefined, directory: "/" };
const sort = () => 0;

test("by its path, by its name along PATH, and along the usual one without", () => {
  const executables = new Executables();
  executables.set("/usr/bin/sort", sort);
  executables.set("/opt/bin/sort", sort);
  assert.equal(executables.find("/usr/bin/sort", where).path, "/usr/bin/sort");
  assert.equal(executables.find("sort", where).path, "/usr/bin/sort");
  assert.equal(executables.find("sort", { ...where, path: "/x:/opt/bin/" }).path, "/opt/bin/sort");
  const there = { ...where, directory: "/opt" };
  assert.equal(executables.find("bin/sort", there).path, "/opt/bin/sort");
  assert.equal(executables.find("sort", where).script, sort);
});

test("ENOENT for what is not there, EACCES for what is no program", () => {
  const executables = new Executables();
  executables.set("/etc/passwd", null);
  for (const [name, code] of [
    ["none", "ENOENT"],
    ["", "ENOENT"],
    ["/bin/none", "ENOENT"],
    ["/etc/passwd", "EACCES"],
    ["/etc", "EACCES"],
  ] as const)
    assert.throws(() => executables.find(name, where), { code }, name);
  assert.throws(() => executables.find("passwd", { ...where, path: "/etc" }), { code: "EACCES" });
});

test("one host may have another program at a path, or none", () => {
  const executables = new Executables();
  const own = () => 1;
  executables.set("/bin/sort", sort);
  executables.set("/bin/sort", own, "a");
  executables.set("/bin/sort", null, "b");
  assert.equal(executables.find("sort", where).script, own);
  assert.throws(() => executables.find("sort", { ...where, host: "b" }), { code: "EACCES" });
  assert.equal(executables.find("sort", { ...where, host: "c" }).script, sort);
});

test("there are the folders of what is there", () => {
  const executables = new Executables();
  executables.set("/opt/tool/bin/x", sort);
  const folders = ["/", "/tmp", "/opt", "/opt/tool/bin/", "/opt/tool/bin/x", "/none"];
  assert.deepEqual(
    folders.map((path) => executables.isFolder(path)),
    [true, true, true, true, false, false],
  );
  assert.throws(() => executables.set("sort", sort), RangeError);
});
