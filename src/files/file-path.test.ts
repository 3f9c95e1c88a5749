import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFiles } from "../platform/memory/index.ts";
import { FilePath } from "./file-path.ts";

function setUp() {
  const disk = new MemoryFiles({ now: () => 1000, draw: () => 0.25 })
    .set("/www/index.html", "hello")
    .set("/etc/passwd", "secret");
  const files = disk.platform(() => true);
  return { disk, files, at: (path: string) => new FilePath(path, files) };
}

test("P2: a child is one name, and nothing that leads elsewhere", () => {
  const www = setUp().at("/www");
  assert.equal(www.child("index.html").path, "/www/index.html");
  for (const name of ["..", ".", "", "a/b", "/etc/passwd", "../etc", "a\0.html"])
    assert.throws(() => www.child(name), { name: "InsecurePath" }, name);
  assert.equal(www.descendant(["a", "b"]).path, "/www/a/b");
  assert.throws(() => www.descendant(["a", ".."]), { name: "InsecurePath" });
});

test("P2: preauthChild keeps inside: /www2 is not in /www", () => {
  const www = setUp().at("/www");
  assert.equal(www.preauthChild("a/../b/c").path, "/www/b/c");
  assert.equal(www.preauthChild(".").path, "/www");
  assert.equal(www.preauthChild("/www/x").path, "/www/x");
  for (const path of ["..", "../www2", "/www2", "a/../../etc/passwd", "/etc/passwd", "/"])
    assert.throws(() => www.preauthChild(path), { name: "InsecurePath" }, path);
});

test("a link leads out of the folder, and realpath tells", () => {
  const { files, at } = setUp();
  files.symlink("/etc/passwd", "/www/link");
  const link = at("/www").child("link");
  assert.equal(new TextDecoder().decode(link.getContent()), "secret");
  assert.throws(() => link.realpath().segmentsFrom(at("/www").realpath()), RangeError);
  files.symlink("loop", "/www/loop");
  assert.throws(() => at("/www/loop").realpath(), { name: "LinkError" });
});

test("paths of paths", () => {
  const { at } = setUp();
  const path = at("/a/b/c.tar.gz");
  assert.deepEqual(
    [path.basename(), path.dirname(), path.parent().path, at("/").parent().path],
    ["c.tar.gz", "/a/b", "/a/b", "/"],
  );
  assert.deepEqual([...path.parents()].map(String), ["/a/b", "/a", "/"]);
  assert.deepEqual(path.segmentsFrom(at("/")), ["a", "b", "c.tar.gz"]);
  assert.deepEqual(path.segmentsFrom(at("/a")), ["b", "c.tar.gz"]);
  for (const other of ["/a/b/c.tar.gz", "/a/b/c", "/x"])
    assert.throws(() => path.segmentsFrom(at(other)), RangeError);
  assert.deepEqual(path.splitext(), ["/a/b/c.tar", ".gz"]);
  assert.deepEqual(at("/a/.rc").splitext(), ["/a/.rc", ""]);
  assert.deepEqual(at("/a/c").splitext(), ["/a/c", ""]);
  assert.equal(path.sibling("d").path, "/a/b/d");
  assert.equal(at("/www/a").siblingExtension(".new").path, "/www/a.new");
  assert.match(at("/www/a").temporarySibling(".new").basename(), /^[a-z2-7]{20}a\.new$/);
  assert.ok(
    at(`/www/${"é".repeat(120)}`)
      .temporarySibling(".new")
      .basename().length < 90,
  );
  assert.equal(at("relative").path, "/relative");
});

test("what is there, asked anew each time", () => {
  const { disk, files, at } = setUp();
  const [file, folder, none] = [at("/www/index.html"), at("/www"), at("/none")];
  files.symlink("/nowhere", "/dangling");
  const kinds = (path: FilePath): boolean[] => [
    path.exists(),
    path.isfile(),
    path.isdir(),
    path.islink(),
    path.isSocket(),
  ];
  assert.deepEqual(kinds(file), [true, true, false, false, false]);
  assert.deepEqual(kinds(folder), [true, false, true, false, false]);
  assert.deepEqual(kinds(none), [false, false, false, false, false]);
  assert.deepEqual(kinds(at("/dangling")), [false, false, false, true, false]);
  assert.ok(!at("/www/index.html/x").exists());
  none.setContent("now");
  assert.ok(none.exists());
  assert.deepEqual(
    [file.getsize(), file.getModificationTime(), file.getAccessTime()],
    [5, 1000, 1000],
  );
  assert.throws(() => at("/no").getsize(), { code: "ENOENT" });
  disk.before = () => "EIO";
  assert.throws(() => file.exists(), { code: "EIO" }, "what cannot be known is not denied");
});

test("folders: made, listed, searched, removed", () => {
  const { disk, files, at } = setUp();
  at("/x/y/z").makedirs();
  assert.throws(() => at("/x/y/z").makedirs(), { code: "EEXIST" });
  at("/x/y/z").makedirs({ ignoreExistingDirectory: true });
  assert.throws(() => at("/www/index.html").makedirs({ ignoreExistingDirectory: true }), {
    code: "EEXIST",
  });
  assert.throws(() => at("/www/index.html/x").makedirs(), { code: "ENOTDIR" });
  for (const name of ["b.log", "a.log", ".c.log", "d"]) at("/x").child(name).touch();
  assert.deepEqual(at("/x").globChildren("*.log").map(String), ["/x/a.log", "/x/b.log"]);
  assert.deepEqual(at("/").globChildren("x/*/z").map(String), ["/x/y/z"]);
  assert.throws(() => at("/x").globChildren("../*"), { name: "InsecurePath" });
  assert.equal(at("/x").childSearchPreauth("nothing", "y/z", "d")?.path, "/x/y/z");
  assert.equal(at("/x").childSearchPreauth("nothing"), null);
  files.symlink("/www", "/x/link");
  at("/x").remove();
  assert.deepEqual(disk.paths, ["/etc/passwd", "/www/index.html"], "a link is not followed");
  assert.throws(() => at("/x").remove(), { code: "ENOENT" });
});

test("files: made once, appended to, replaced, touched", () => {
  const { at } = setUp();
  const file = at("/www/new");
  const made = file.create();
  assert.throws(() => file.create(), { code: "EEXIST" });
  made.close();
  file.setContent("héllo");
  assert.equal(new TextDecoder().decode(file.getContent()), "héllo");
  file.chmod(0o600);
  file.setContent(Uint8Array.of(1));
  assert.deepEqual([file.getsize(), file.status().mode], [1, 0o600]);
  file.files.utimes(file.path, 0, 0);
  file.touch();
  assert.equal(file.getModificationTime(), 1000);
  at("/www").touch();
  file.linkTo(at("/www/link"));
  assert.ok(at("/www/link").islink() && at("/www/link").isfile());
});
