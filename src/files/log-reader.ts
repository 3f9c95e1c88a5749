/** Reads a log, some lines at a time. */
import { ByteQueue, text } from "../bytes/index.ts";
import type { IFile } from "../net/index.ts";
import type { FilePath } from "./file-path.ts";

const PIECE = 65_536;

export class LogReader {
  readonly #file: IFile;
  readonly #unread = new ByteQueue();
  #closed = false;

  constructor(path: FilePath) {
    this.#file = path.open("r");
  }

  /**
   * The next lines, each with its newline; at the end fewer, or none. The last may be one that is still being written: it has
   * no newline, and the next call goes on behind it.
   */
  readLines(lines = 10): string[] {
    const result: string[] = [];
    while (result.length < lines) {
      const line = this.#readLine();
      if (line === "") break;
      result.push(line);
    }
    return result;
  }

  /** What there is of the next line; empty at the end. */
  #readLine(): string {
    let end = this.#unread.indexOf(NEWLINE);
    while (end < 0) {
      const more = this.#file.read(PIECE);
      if (more.length === 0) return text(this.#unread.takeAll());
      this.#unread.append(more);
      end = this.#unread.indexOf(NEWLINE);
    }
    return text(this.#unread.take(end + 1));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#file.close();
  }
}

const NEWLINE = Uint8Array.of(10);
