/** Files: what the port promises of them, on any platform. Here are those that are open; names are in `file-names.ts`. */
import type { Awaitable } from "../../deferred/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same } from "./errors.ts";
import { fileNameCases } from "./file-names.ts";
import { bytes, type FilesConformanceSetup, FilesWorld } from "./files-world.ts";

export const openFileCases: readonly ConformanceCase<FilesWorld>[] = [
  behaviour("what is written is read, and shows in the status", async (world) => {
    const { files } = world;
    const before = files.now();
    const path = world.make("a", "hello");
    same("text", world.text("a"), "hello");
    const { kind, size, mode, modified } = files.stat(path);
    same("status", [kind, size, mode & 0o600], ["file", 5, 0o600]);
    check("modified", Math.abs(modified - before) < 60);
    same("list", [...files.list(world.folder)], ["a"]);
  }),

  behaviour("each mode of opening", async (world) => {
    const { files } = world;
    for (const mode of ["r", "r+"] as const)
      same(
        mode,
        world.code(() => files.open(world.at("a"), mode)),
        "ENOENT",
      );
    world.make("a", "12345");
    for (const mode of ["wx", "ax"] as const)
      same(
        mode,
        world.code(() => files.open(world.at("a"), mode)),
        "EEXIST",
      );
    world.make("a", "6", "a");
    same("a", world.text("a"), "123456");
    world.make("a", "ab", "r+");
    same("r+", world.text("a"), "ab3456");
    world.make("a", "x", "w");
    same("w", world.text("a"), "x");
    world.make("b", "new", "wx");
    world.make("c", "new", "ax");
    same("made", [world.text("b"), world.text("c")], ["new", "new"]);
    const read = files.open(world.at("a"), "r");
    same(
      "r",
      world.code(() => read.write(bytes("x"))),
      "EBADF",
    );
    read.close();
    const write = files.open(world.at("a"), "a");
    same(
      "a",
      world.code(() => write.read(1)),
      "EBADF",
    );
    write.close();
  }),

  behaviour("reads go on where the last one ended, to the end", async (world) => {
    const file = world.files.open(world.make("a", "hello"), "r");
    const pieces = [2, 2, 2, 2].map((size) => new TextDecoder().decode(file.read(size)));
    same("pieces", pieces, ["he", "ll", "o", ""]);
    file.close();
  }),

  behaviour("a write at the end is at the end whoever wrote meanwhile", async (world) => {
    const path = world.make("a", "1");
    const [one, other] = [world.files.open(path, "a"), world.files.open(path, "a")];
    for (const [file, text] of [
      [one, "2"],
      [other, "3"],
      [one, "4"],
    ] as const)
      file.write(bytes(text));
    same("text", world.text("a"), "1234");
    one.close();
    other.close();
  }),

  behaviour("truncate cuts, and lengthens with zeros; what is appended follows", async (world) => {
    const file = world.files.open(world.make("a", "hello"), "a");
    file.truncate(2);
    file.write(bytes("y"));
    file.truncate(5);
    file.sync();
    same("size", file.status().size, 5);
    file.close();
    same("text", world.text("a"), "hey\0\0");
  }),

  behaviour("a closed file is closed, and may be closed again", async (world) => {
    const file = world.files.open(world.make("a"), "r+");
    file.close();
    file.close();
    for (const use of [
      () => file.read(1),
      () => file.write(bytes("x")),
      () => file.sync(),
      () => file.status(),
      () => file.truncate(0),
    ])
      same("code", world.code(use), "EBADF");
  }),

  behaviour("a file that is open outlives its name", async (world) => {
    const { files } = world;
    const path = world.make("a", "old");
    const file = files.open(path, "r+");
    files.unlink(path);
    same(
      "gone",
      world.code(() => files.stat(path)),
      "ENOENT",
    );
    world.make("a", "new");
    same("read", new TextDecoder().decode(file.read(10)), "old");
    check("another", file.status().inode !== files.stat(path).inode);
    file.close();
  }),
];

/** Define one test for each behaviour of files. */
export function filesConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<FilesConformanceSetup>,
): void {
  define(
    test,
    platform,
    [...openFileCases, ...fileNameCases],
    async () => new FilesWorld(await setup()),
  );
}
