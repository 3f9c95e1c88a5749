/**
 * Flow control: who makes bytes, who takes them, and how the one holds the other back.
 *
 * A push producer writes until it is paused; a pull producer writes once each time it is asked.
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";

/** Makes bytes for a consumer. */
export interface IProducer {
  /** The consumer wants no more, ever. Called at most once. */
  stopProducing(): void;
}
export const IProducer: Interface<IProducer> = defineInterface("torsion.IProducer", [], {
  stopProducing: method,
});

/** Makes bytes by itself until it is paused. */
export interface IPushProducer extends IProducer {
  pauseProducing(): void;
  resumeProducing(): void;
}
export const IPushProducer: Interface<IPushProducer> = defineInterface(
  "torsion.IPushProducer",
  [IProducer],
  { pauseProducing: method, resumeProducing: method },
);

/** Makes some bytes each time that it is asked to. */
export interface IPullProducer extends IProducer {
  resumeProducing(): void;
}
export const IPullProducer: Interface<IPullProducer> = defineInterface(
  "torsion.IPullProducer",
  [IProducer],
  { resumeProducing: method },
);

/** Stands between another producer and its consumer, as a limit does. */
export interface IWrappedProducer extends IProducer {
  /** The other one. */
  readonly producer: IProducer;
}
export const IWrappedProducer: Interface<IWrappedProducer> = defineInterface(
  "torsion.IWrappedProducer",
  [IProducer],
  { producer: attribute },
);

/** Takes bytes, and holds back the producer that is registered with it. */
export interface IConsumer {
  write(data: Uint8Array): void;
  /**
   * From now on `producer` is paused and resumed (push, `streaming`) or asked (pull) as the consumer
   * can take it; a consumer that is closed already stops it at once. Throws
   * `ProducerAlreadyRegistered` while another one is registered (X5).
   */
  registerProducer(producer: IPushProducer, streaming: true): void;
  registerProducer(producer: IPullProducer, streaming: false): void;
  /** The producer has no more; a close that waited for it goes on. */
  unregisterProducer(): void;
}
export const IConsumer: Interface<IConsumer> = defineInterface("torsion.IConsumer", [], {
  write: method,
  registerProducer: method,
  unregisterProducer: method,
});
