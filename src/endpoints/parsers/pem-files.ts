/**
 * Keys and certificates that a description names by their files.
 *
 * Rule: they are read when the description is, so that what is wrong with them is an error with its place, before
 * anything is opened.
 */
import { text } from "../../bytes/index.ts";
import { type IEnvironment, IReactorEnvironment } from "../../net/index.ts";
import type { DescribedArgument, Description } from "../description.ts";
import { InvalidDescriptionError } from "../errors.ts";
import type { PlacedReader } from "../parameters.ts";
import { capable } from "../parser.ts";

/** A file, and how to say what is wrong with it. */
export interface NamedFile {
  readonly path: string;
  mistake(why: string): InvalidDescriptionError;
}

export const fileName: PlacedReader<NamedFile> = (
  path: string,
  { text }: Description,
  { name, valuePosition }: DescribedArgument,
): NamedFile => {
  if (path === "" || path.includes("\0")) throw new RangeError("the path of a file");
  const mistake = (why: string): InvalidDescriptionError =>
    new InvalidDescriptionError(`${name ?? "the file"} is ${path}, ${why}`, text, valuePosition);
  return { path, mistake };
};

/** What a block of PEM begins with (RFC 7468), by what it holds. */
const BLOCKS: Readonly<Record<"key" | "certificate", RegExp>> = {
  key: /^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/m,
  certificate: /^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/m,
};

export class PEMFiles {
  readonly #environment: IEnvironment;

  /** Throws `NotSupportedError` for a reactor of a program that has no files. */
  constructor(reactor: object, description: Description) {
    this.#environment = capable(reactor, IReactorEnvironment, description).environment;
  }

  /** A file that has such a block, and perhaps others. Throws `InvalidDescriptionError`, with `advice` if it has none. */
  read(file: NamedFile, block: "key" | "certificate", advice = ""): string {
    const found = text(reading(file, () => this.#environment.readFile(file.path)));
    if (!BLOCKS[block].test(found))
      throw file.mistake(`in which there is no ${block} in PEM${advice}`);
    return found;
  }

  /** The certificates of a file or, in a folder, of all files that end in `.pem`. */
  roots(file: NamedFile): readonly string[] {
    const names = this.#filesIn(file.path);
    if (names === null) return [this.read(file, "certificate")];
    const pem = names.filter((name) => name.endsWith(".pem"));
    if (pem.length === 0) throw file.mistake("a folder in which no file ends in .pem");
    return pem.map((name) =>
      this.read({ ...file, path: `${file.path.replace(/\/$/, "")}/${name}` }, "certificate"),
    );
  }

  /** `null` where it is no folder. */
  #filesIn(path: string): readonly string[] | null {
    try {
      return this.#environment.listFiles(path);
    } catch {
      return null;
    }
  }
}

function reading<T>(file: NamedFile, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    const error = file.mistake(`which cannot be read: ${(thrown as Error).message}`);
    error.cause = thrown;
    throw error;
  }
}
