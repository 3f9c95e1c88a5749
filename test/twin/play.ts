/** Runs a scenario in one world, and writes down after each step what everybody has seen. */
import { formatEvent, globalLogPublisher, type LogEvent, LogLevel } from "torsion/logger";
import { Diary, masked } from "./diary.ts";
import type { Resting } from "./worlds.ts";

/** The pages of all diaries, by whose they are. */
export type Records = Readonly<Record<string, readonly string[]>>;

/** A scenario in a world. */
export interface Play {
  readonly steps: number;
  begin(): void;
  perform(step: number): void;
  record(): Records;
  /** Leave nothing open. */
  close(): Promise<void>;
}

/**
 * One record for the beginning, and one for each step.
 *
 * @param prediction the records of another world: what is waited for. Where it does not come true the run ends.
 */
export async function run(
  world: Resting,
  play: Play,
  prediction?: readonly Records[],
): Promise<readonly Records[]> {
  const log = new Diary();
  const observer = (event: LogEvent): void => {
    if ((event.log_level as LogLevel).rank < LogLevel.warn.rank) return;
    log.add(masked(formatEvent(event)));
  };
  const record = (): Records => ({ ...play.record(), log: log.page() });
  const records: Records[] = [];
  const cameTrue = async (): Promise<boolean> => {
    const predicted = prediction?.[records.length];
    const wanted = predicted && JSON.stringify(predicted);
    const isSo = (): boolean => wanted === undefined || JSON.stringify(record()) === wanted;
    await world.settle(isSo);
    records.push(record());
    return isSo();
  };
  globalLogPublisher.addObserver(observer);
  try {
    play.begin();
    let goesOn = await cameTrue();
    for (let step = 0; goesOn && step < play.steps; step++) {
      play.perform(step);
      goesOn = await cameTrue();
    }
    return records;
  } finally {
    globalLogPublisher.removeObserver(observer);
    await play.close();
  }
}
