/** Descriptors of the host's that a reactor watches for a program: what can be read, or written, without waiting. */
import { defineInterface, type Interface, method } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { ILoggingContext } from "./transport.ts";

/** Something that has a descriptor. */
export interface IFileDescriptor extends ILoggingContext {
  /** The number that the host knows it by; -1 once it is closed. */
  fileno(): number;
  /** It is not watched any more, and will not be by itself; called once. To close the descriptor is its own business. */
  connectionLost(reason: Failure): void;
}
export const IFileDescriptor: Interface<IFileDescriptor> = defineInterface(
  "torsion.IFileDescriptor",
  [ILoggingContext],
  { fileno: method, connectionLost: method },
);

/** Why a descriptor is not to be watched any more; nothing where it is. */
export type DescriptorResult = Error | Failure | null | undefined;

export interface IReadDescriptor extends IFileDescriptor {
  /**
   * There is something to be read, bytes or the end: one read does not wait. Called again, in a later turn, for
   * as long as that is so. What it returns or throws is the reason of `connectionLost` (R5).
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a method that returns nothing must do.
  doRead(): DescriptorResult | void;
}
export const IReadDescriptor: Interface<IReadDescriptor> = defineInterface(
  "torsion.IReadDescriptor",
  [IFileDescriptor],
  { doRead: method },
);

export interface IWriteDescriptor extends IFileDescriptor {
  /** There is room for something to be written; otherwise as `doRead`. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a method that returns nothing must do.
  doWrite(): DescriptorResult | void;
}
export const IWriteDescriptor: Interface<IWriteDescriptor> = defineInterface(
  "torsion.IWriteDescriptor",
  [IFileDescriptor],
  { doWrite: method },
);

export interface IReadWriteDescriptor extends IReadDescriptor, IWriteDescriptor {}
export const IReadWriteDescriptor: Interface<IReadWriteDescriptor> = defineInterface(
  "torsion.IReadWriteDescriptor",
  [IReadDescriptor, IWriteDescriptor],
  {},
);

/** A reactor that watches descriptors. It never closes one. */
export interface IReactorFDSet {
  /**
   * Call `doRead` whenever there is something to be read. Does nothing for one that is watched already. Throws
   * `NotSupportedError`, which says why, for a descriptor that this platform cannot watch.
   */
  addReader(reader: IReadDescriptor): void;
  /** Call `doWrite` whenever there is room; otherwise as `addReader`. */
  addWriter(writer: IWriteDescriptor): void;
  /** Does nothing for one that is not watched. */
  removeReader(reader: IReadDescriptor): void;
  removeWriter(writer: IWriteDescriptor): void;
  /** Watch none of them any more; gives those that were watched, each once. They are not told. */
  removeAll(): (IReadDescriptor | IWriteDescriptor)[];
  getReaders(): IReadDescriptor[];
  getWriters(): IWriteDescriptor[];
}
export const IReactorFDSet: Interface<IReactorFDSet> = defineInterface(
  "torsion.IReactorFDSet",
  [],
  {
    addReader: method,
    addWriter: method,
    removeReader: method,
    removeWriter: method,
    removeAll: method,
    getReaders: method,
    getWriters: method,
  },
);
