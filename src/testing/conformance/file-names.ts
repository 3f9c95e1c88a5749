/** Names: renaming, folders, links, what is wrong with any of them, and what a file is besides its content. */
import { behaviour, type ConformanceCase } from "./case.ts";
import { check, same } from "./errors.ts";
import type { FilesWorld } from "./files-world.ts";

export const fileNameCases: readonly ConformanceCase<FilesWorld>[] = [
  behaviour("rename moves, and replaces in one step", async (world) => {
    const { files } = world;
    world.make("a", "new");
    const before = files.open(world.make("b", "old"), "r");
    files.rename(world.at("a"), world.at("b"));
    same("names", [...files.list(world.folder)], ["b"]);
    same("text", world.text("b"), "new");
    same("who had it open", new TextDecoder().decode(before.read(9)), "old");
    before.close();
    same(
      "nothing",
      world.code(() => files.rename(world.at("a"), world.at("c"))),
      "ENOENT",
    );
  }),

  behaviour(
    "rename of folders: with all in them, not into themselves, not over others",
    async (world) => {
      const { files } = world;
      files.mkdir(world.at("a"));
      world.make("a/inner", "here");
      files.rename(world.at("a"), world.at("b"));
      same("moved", world.text("b/inner"), "here");
      same(
        "into itself",
        world.code(() => files.rename(world.at("b"), world.at("b/c"))),
        "EINVAL",
      );
      files.mkdir(world.at("empty"));
      files.rename(world.at("empty"), world.at("other"));
      files.mkdir(world.at("empty"));
      files.rename(world.at("empty"), world.at("other"));
      same(
        "over",
        world.code(() => files.rename(world.at("other"), world.at("b"))),
        "ENOTEMPTY",
      );
      world.make("file");
      same(
        "a file over a folder",
        world.code(() => files.rename(world.at("file"), world.at("b"))),
        "EISDIR",
      );
      same(
        "a folder over a file",
        world.code(() => files.rename(world.at("b"), world.at("file"))),
        "ENOTDIR",
      );
    },
  ),

  behaviour("folders: made, listed in order, removed when empty", async (world) => {
    const { files } = world;
    files.mkdir(world.at("d"));
    same(
      "again",
      world.code(() => files.mkdir(world.at("d"))),
      "EEXIST",
    );
    same(
      "far",
      world.code(() => files.mkdir(world.at("x/y"))),
      "ENOENT",
    );
    same("kind", files.stat(world.at("d")).kind, "directory");
    for (const name of ["d/b", "d/a", "d/B"]) world.make(name);
    same("list", [...files.list(world.at("d"))], ["B", "a", "b"]);
    same(
      "full",
      world.code(() => files.rmdir(world.at("d"))),
      "ENOTEMPTY",
    );
    for (const name of ["d/b", "d/a", "d/B"]) files.unlink(world.at(name));
    files.rmdir(world.at("d"));
    same(
      "gone",
      world.code(() => files.list(world.at("d"))),
      "ENOENT",
    );
    files.syncDirectory(world.folder);
  }),

  behaviour("what is wrong is told by its code", async (world) => {
    const { files } = world;
    const file = world.make("file");
    files.mkdir(world.at("d"));
    const code = (act: () => unknown): string => world.code(act);
    same(
      "read nothing",
      code(() => files.readFile(world.at("no"))),
      "ENOENT",
    );
    same(
      "read a folder",
      code(() => files.readFile(world.at("d"))),
      "EISDIR",
    );
    same(
      "open a folder",
      code(() => files.open(world.at("d"), "a")),
      "EISDIR",
    );
    same(
      "list a file",
      code(() => files.list(file)),
      "ENOTDIR",
    );
    same(
      "through a file",
      code(() => files.stat(`${file}/x`)),
      "ENOTDIR",
    );
    same(
      "rmdir a file",
      code(() => files.rmdir(file)),
      "ENOTDIR",
    );
    same(
      "unlink nothing",
      code(() => files.unlink(world.at("no"))),
      "ENOENT",
    );
    same(
      "chmod nothing",
      code(() => files.chmod(world.at("no"), 0o600)),
      "ENOENT",
    );
    same(
      "sync nothing",
      code(() => files.syncDirectory(world.at("no"))),
      "ENOENT",
    );
    same(
      "readlink of a file",
      code(() => files.readlink(file)),
      "EINVAL",
    );
    same(
      "a long name",
      code(() => files.open(world.at("x".repeat(300)), "w")),
      "ENAMETOOLONG",
    );
    same("nothing was made", [...files.list(world.folder)], ["d", "file"]);
  }),

  behaviour("links of both kinds", async (world) => {
    const { files } = world;
    const path = world.make("a", "text");
    files.link(path, world.at("hard"));
    same("the same", files.stat(path).inode, files.stat(world.at("hard")).inode);
    same(
      "there",
      world.code(() => files.link(path, world.at("hard"))),
      "EEXIST",
    );
    files.symlink("a", world.at("soft"));
    same(
      "there",
      world.code(() => files.symlink("b", world.at("soft"))),
      "EEXIST",
    );
    same("target", files.readlink(world.at("soft")), "a");
    same(
      "kinds",
      [files.lstat(world.at("soft")).kind, files.stat(world.at("soft")).kind],
      ["link", "file"],
    );
    same("read", world.text("soft"), "text");
    same(
      "exclusive",
      world.code(() => files.open(world.at("soft"), "wx")),
      "EEXIST",
    );
    files.unlink(path);
    same(
      "dangling",
      world.code(() => files.stat(world.at("soft"))),
      "ENOENT",
    );
    same("hard", world.text("hard"), "text");
    world.make("soft", "through");
    same("made where it leads", world.text("a"), "through");
    files.unlink(world.at("soft"));
    same("the target stays", world.text("a"), "through");
  }),

  behaviour("links to folders, in circles, and what is really there", async (world) => {
    const { files } = world;
    files.mkdir(world.at("d"));
    world.make("d/f", "deep");
    files.symlink("d", world.at("to"));
    files.symlink(world.at("to"), world.at("d/around"));
    same("through", world.text("to/around/around/f"), "deep");
    const real = files.realpath(world.folder);
    same("realpath", files.realpath(world.at("to/around/../to/f")), `${real}/d/f`);
    same("up", files.realpath(world.at("to/..")), real);
    files.symlink("loop", world.at("loop"));
    same(
      "loop",
      world.code(() => files.realpath(world.at("loop"))),
      "ELOOP",
    );
    same(
      "loop",
      world.code(() => files.readFile(world.at("loop/x"))),
      "ELOOP",
    );
    same(
      "nowhere",
      world.code(() => files.realpath(world.at("none"))),
      "ENOENT",
    );
  }),

  behaviour("permissions and times are kept as they were set", async (world) => {
    const { files } = world;
    const path = world.make("a");
    files.chmod(path, 0o640);
    files.utimes(path, 1_000_000, 2_000_000.5);
    const { mode, accessed, modified } = files.stat(path);
    same("status", [mode, accessed, modified], [0o640, 1_000_000, 2_000_000.5]);
    files.open(world.at("b"), "w", 0o600).close();
    same("made with", files.stat(world.at("b")).mode, 0o600);
  }),

  behaviour("unique names differ, and are names", async ({ files }) => {
    const names = Array.from({ length: 100 }, () => files.uniqueName());
    same("differ", new Set(names).size, 100);
    check(
      "are names",
      names.every((name) => /^[a-z0-9]{16,}$/.test(name)),
    );
  }),
];
