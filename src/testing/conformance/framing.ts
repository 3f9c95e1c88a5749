/** The suite for any framing: which of the cases it is to pass. */
import { type ConformanceCase, define, type TestFunction } from "./case.ts";
import {
  callbackCases,
  handOverCases,
  partCases,
  pauseCases,
  promiseCases,
  rawCases,
  sendCases,
} from "./framing-callbacks.ts";
import { limitCases, malformedCases, messageCases } from "./framing-messages.ts";
import {
  type FramedReceiver,
  type FramingConformanceSetup,
  FramingWorld,
} from "./framing-world.ts";

/** Those for a framing of this kind: what its receivers cannot do is not asked for. */
export function framingCases<R extends FramedReceiver>(
  setup: FramingConformanceSetup<R>,
): readonly ConformanceCase<FramingWorld<R>>[] {
  const sample = setup.make({ received: () => undefined, rawReceived: () => undefined });
  const cases: readonly ConformanceCase<FramingWorld>[] = [
    ...messageCases,
    ...(setup.limit === null ? [] : limitCases),
    ...malformedCases(setup.malformed ?? {}),
    ...callbackCases,
    ...(setup.waits === false ? [] : promiseCases),
    ...(sample.pauseProducing === undefined ? [] : pauseCases),
    ...(sample.clearBuffer === undefined ? [] : handOverCases),
    ...(sample.clearBuffer === undefined || setup.usesParts ? [] : partCases),
    ...(setup.raw === undefined ? [] : rawCases),
    ...(setup.send === undefined ? [] : sendCases),
  ];
  return cases as readonly ConformanceCase<FramingWorld<R>>[];
}

/** Define one test for each behaviour of a framing: ours, or one of your own. */
export function framingConformance<R extends FramedReceiver>(
  test: TestFunction,
  framing: string,
  setup: FramingConformanceSetup<R>,
): void {
  define(test, framing, framingCases(setup), async () => new FramingWorld(setup));
}
