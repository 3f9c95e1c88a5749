/** Runs a scenario in the real world and in simulated ones, and shows the first difference. */
import { type Play, type Records, run } from "./play.ts";
import type { Resting } from "./worlds.ts";

/** What is shown where it makes a difference. */
export interface Subject {
  readonly name: string;
  readonly steps: readonly unknown[];
}

export interface Worlds<W extends Resting> {
  readonly simulated: readonly W[];
  readonly real: W;
}

/** The simulated world says what will happen, and the real one is waited for. Empty where nothing differs. */
export async function compare<W extends Resting>(
  subject: Subject,
  { simulated, real }: Worlds<W>,
  play: (world: W) => Play,
): Promise<string> {
  const predictions: (readonly Records[])[] = [];
  for (const world of simulated) predictions.push(await run(world, play(world)));
  const seen = await run(real, play(real), predictions[0]);
  return simulated
    .map(({ name }, i) => difference(subject, name, predictions[i]!, seen))
    .filter((text) => text !== "")
    .join("\n");
}

function difference(
  subject: Subject,
  name: string,
  predicted: readonly Records[],
  seen: readonly Records[],
): string {
  for (const [i, there] of seen.entries()) {
    const here = predicted[i]!;
    const actors = [...new Set([...Object.keys(there), ...Object.keys(here)])];
    const differing = actors.filter((actor) => page(there, actor) !== page(here, actor));
    if (differing.length === 0) continue;
    const step = i === 0 ? "the beginning" : `step ${i}: ${JSON.stringify(subject.steps[i - 1])}`;
    return [
      `${subject.name}: real and ${name} differ after ${step}`,
      `  ${JSON.stringify(subject)}`,
      ...differing.flatMap((actor) => sideBySide(actor, there[actor] ?? [], here[actor] ?? [])),
    ].join("\n");
  }
  return "";
}

function page(records: Records, actor: string): string {
  return (records[actor] ?? []).join("\n");
}

function sideBySide(
  actor: string,
  real: readonly string[],
  simulated: readonly string[],
): readonly string[] {
  const lines = [`  ${actor}`];
  for (let i = 0; i < Math.max(real.length, simulated.length); i++) {
    const [left = "", right = ""] = [real[i], simulated[i]];
    lines.push(`  ${left === right ? " " : "≠"} ${left.padEnd(60)} ${right}`);
  }
  return lines;
}
