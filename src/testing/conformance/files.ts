/** Files: what the port promises of them, on any platform. */
import type { Awaitable } from "../../deferred/index.ts";
import type { IFilesystem, OpenMode } from "../../net/index.ts";
import { behaviour, type ConformanceCase, define, type TestFunction } from "./case.ts";
import { check, same } from "./errors.ts";

export interface FilesConformanceSetup {
  readonly files: IFilesystem;
  /** A folder that is there and empty. */
  readonly folder: string;
  close?(): Awaitable<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

class FilesWorld {
  readonly files: IFilesystem;
  readonly folder: string;
  readonly #close: (() => Awaitable<void>) | undefined;

  constructor({ files, folder, close }: FilesConformanceSetup) {
    this.files = files;
    this.folder = folder;
    this.#close = close;
  }

  at(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** A file of that content. */
  make(name: string, content: string = name, mode: OpenMode = "w"): string {
    const file = this.files.open(this.at(name), mode);
    try {
      if (content !== "") same("written", file.write(bytes(content)), content.length);
    } finally {
      file.close();
    }
    return this.at(name);
  }

  text(name: string): string {
    return new TextDecoder().decode(this.files.readFile(this.at(name)));
  }

  /** The code that it fails with. */
  code(act: () => unknown): string {
    try {
      act();
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
    return "none";
  }

  async close(): Promise<void> {
    await this.#close?.();
  }
}

export const filesCases: readonly ConformanceCase<FilesWorld>[] = [
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

/** Define one test for each behaviour of files. */
export function filesConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<FilesConformanceSetup>,
): void {
  define(test, platform, filesCases, async () => new FilesWorld(await setup()));
}
