/** Runs a scenario in the worlds, and shows the first difference. */
import type { Scenario } from "./scenario.ts";
import { type Prediction, type Records, run } from "./stage.ts";
import { type Places, realWorld, simulatedPair, simulatedWorld, type World } from "./worlds.ts";

/** The simulated world says what will happen, and the real one is waited for. Empty where nothing differs. */
export async function compare(scenario: Scenario, places: Places): Promise<string> {
  const simulated = simulatedWorlds(scenario);
  const predictions: Prediction[] = [];
  for (const world of simulated) predictions.push(await run(world, scenario));
  const [prediction] = predictions;
  const real = await run(realWorld(scenario.carrier, places), scenario, prediction);
  return simulated
    .map(({ name }, i) => difference(scenario, { name, records: predictions[i]! }, real))
    .filter((text) => text !== "")
    .join("\n");
}

function simulatedWorlds({ carrier, clients }: Scenario): readonly World[] {
  // One host cannot be cut off from itself.
  if (clients.some(({ to }) => to === "deaf")) return [simulatedPair()];
  return carrier === "tcp" ? [simulatedWorld("tcp"), simulatedPair()] : [simulatedWorld("unix")];
}

function difference(
  scenario: Scenario,
  simulated: { readonly name: string; readonly records: Prediction },
  real: Prediction,
): string {
  for (const [i, there] of real.entries()) {
    const here = simulated.records[i]!;
    const actors = [...new Set([...Object.keys(there), ...Object.keys(here)])];
    const differing = actors.filter((actor) => page(there, actor) !== page(here, actor));
    if (differing.length === 0) continue;
    const step = i === 0 ? "listening" : `step ${i}: ${JSON.stringify(scenario.steps[i - 1])}`;
    return [
      `${scenario.name}: real and ${simulated.name} differ after ${step}`,
      `  ${JSON.stringify(scenario)}`,
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
    lines.push(`  ${left === right ? " " : "≠"} ${left.padEnd(76)} ${right}`);
  }
  return lines;
}
