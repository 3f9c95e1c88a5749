/**
 * The descriptors that a reactor watches for a program.
 *
 * Rules: what `doRead` returns, throws or rejects with ends the watching of its descriptor, and of no other (R5); it
 * hears of that once, whether it was watched for reads, writes or both.
 */
import { Failure } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import {
  ConnectionLost,
  type DescriptorResult,
  type IFileDescriptor,
  type IReadDescriptor,
  type IWriteDescriptor,
  NotSupportedError,
} from "../net/index.ts";
import type { DescriptorsPlatform } from "../platform/index.ts";
import { type ResourceOwner, tracking } from "../resources/index.ts";
import type { Turn } from "./turn.ts";
import { classOf, runUserCode } from "./user-code.ts";

export interface DescriptorsContext {
  readonly owner?: ResourceOwner;
  readonly turn: Turn;
  readonly log: Logger;
}

type Watch = DescriptorsPlatform["watchReads"];

export class Descriptors {
  readonly #context: DescriptorsContext;
  /** With what ends the watching of each. */
  readonly #readers = new Map<IReadDescriptor, () => void>();
  readonly #writers = new Map<IWriteDescriptor, () => void>();

  constructor(context: DescriptorsContext) {
    this.#context = context;
  }

  addReader(platform: DescriptorsPlatform, reader: IReadDescriptor): void {
    const watch: Watch = (...told) => platform.watchReads(...told);
    this.#add(this.#readers, reader, watch, () => reader.doRead());
  }

  addWriter(platform: DescriptorsPlatform, writer: IWriteDescriptor): void {
    if (platform.watchWrites === undefined)
      throw new NotSupportedError(
        "the host does not say when a descriptor has room for more; adopt it as a connection, and write to that",
      );
    const watch: Watch = (...told) => platform.watchWrites!(...told);
    this.#add(this.#writers, writer, watch, () => writer.doWrite());
  }

  removeReader(reader: IReadDescriptor): void {
    remove(this.#readers, reader);
  }

  removeWriter(writer: IWriteDescriptor): void {
    remove(this.#writers, writer);
  }

  removeAll(): (IReadDescriptor | IWriteDescriptor)[] {
    const all = new Set([...this.#readers.keys(), ...this.#writers.keys()]);
    for (const one of all) this.#removeBoth(one);
    return [...all];
  }

  getReaders(): IReadDescriptor[] {
    return [...this.#readers.keys()];
  }

  getWriters(): IWriteDescriptor[] {
    return [...this.#writers.keys()];
  }

  closeAll(): void {
    for (const one of this.removeAll()) this.#tell(one, new ConnectionLost("the reactor stopped"));
  }

  #add<D extends IFileDescriptor>(
    watched: Map<D, () => void>,
    one: D,
    watch: Watch,
    // biome-ignore lint/suspicious/noConfusingVoidType: as doRead.
    act: () => DescriptorResult | void,
  ): void {
    if (watched.has(one)) return;
    const fd = one.fileno();
    let end: () => void;
    try {
      end = watch(fd, () => this.#ready(watched, one, fd, act));
    } catch (cause) {
      const { message } = cause as Error;
      throw new NotSupportedError(`descriptor ${fd} cannot be watched: ${message}`, { cause });
    }
    watched.set(one, end);
    const { owner } = this.#context;
    tracking?.began(one, {
      kind: "watched descriptor",
      describe: () => `descriptor ${fd}, watched by ${classOf(one)}`,
      isLive: () => watched.has(one),
      end: () => void remove(watched, one),
      ...(owner && { owner }),
    });
  }

  #ready<D extends IFileDescriptor>(
    watched: Map<D, () => void>,
    one: D,
    fd: number,
    // biome-ignore lint/suspicious/noConfusingVoidType: as doRead.
    act: () => DescriptorResult | void,
  ): void {
    if (!watched.has(one)) return;
    const { turn, log } = this.#context;
    turn.enter();
    runUserCode(
      () => {
        const why = one.fileno() === fd ? act() : new ConnectionLost("the descriptor is closed");
        if (why instanceof Error || why instanceof Failure) this.#lost(one, why);
        return why;
      },
      (thrown) => {
        log.failure("{descriptor} has thrown; it is not watched any more", new Failure(thrown), {
          descriptor: classOf(one),
        });
        this.#lost(one, thrown);
      },
    );
    turn.leave();
  }

  #lost(one: IFileDescriptor, why: unknown): void {
    if (this.#removeBoth(one)) this.#tell(one, why);
  }

  /** Was it watched? */
  #removeBoth(one: IFileDescriptor): boolean {
    const read = remove(this.#readers, one as IReadDescriptor);
    return remove(this.#writers, one as IWriteDescriptor) || read;
  }

  #tell(one: IFileDescriptor, why: unknown): void {
    const { turn, log } = this.#context;
    turn.enter();
    runUserCode(
      () => one.connectionLost(why instanceof Failure ? why : new Failure(why)),
      (thrown) =>
        log.failure("{descriptor}: an exception in connectionLost", new Failure(thrown), {
          descriptor: classOf(one),
        }),
    );
    turn.leave();
  }
}

function remove<D>(watched: Map<D, () => void>, one: D): boolean {
  const end = watched.get(one);
  watched.delete(one);
  end?.();
  return end !== undefined;
}
