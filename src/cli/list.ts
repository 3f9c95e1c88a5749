/** What `twist --list` says: all that there is, which package it comes from, and what cannot be used and why. */
import { type EndpointType, endpointTypes } from "../endpoints/index.ts";
import { reactorChoices } from "./choose-reactor.ts";
import { origin, type Program, type Programs } from "./plugins.ts";
import type { TwistContext } from "./twist.ts";

export async function listOfAll(context: TwistContext, found: Programs): Promise<string> {
  const types = endpointTypes(context.environment);
  const usable = types.filter(({ problem }) => problem === null);
  const programs = await Promise.all(found.programs.map(described));
  const problems = [
    ...programs.flatMap(({ problem }) => problem ?? []),
    ...found.problems,
    ...types.filter(({ problem }) => problem !== null).map(unusable),
  ];
  const working = programs.filter(({ problem }) => problem === null);
  const width = Math.max(...working.map(({ name }) => name.length));
  const lines = [
    "Programs:",
    ...working.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    "",
    "Endpoints to listen on:",
    ...wrapped(named(usable.filter(({ sides }) => sides.includes("server")))),
    "",
    "Endpoints to connect to:",
    ...wrapped(named(usable.filter(({ sides }) => sides.includes("client")))),
    "",
    "Reactors:",
    ...wrapped(named(reactorChoices(context))),
  ];
  if (problems.length > 0)
    lines.push("", "Not usable:", ...problems.map((problem) => `  ${problem}`));
  return `${lines.join("\n")}\n`;
}

interface Described {
  readonly name: string;
  readonly text: string;
  readonly problem: string | null;
}

async function described({ name, package: of, load }: Program): Promise<Described> {
  try {
    const { description } = await load();
    return { name, text: `${description}${origin(of)}`, problem: null };
  } catch (thrown) {
    const { message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { name, text: "", problem: `program ${name}${origin(of)}: ${message}` };
  }
}

function unusable({ name, package: of, problem }: EndpointType): string {
  return `endpoint ${name}${origin(of)}: ${problem}`;
}

function named(
  things: readonly { readonly name: string; readonly package: string | null }[],
): readonly string[] {
  return things.map(({ name, package: of }) => `${name}${origin(of)}`);
}

/** In lines of 80 columns. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const piece = index === names.length - 1 ? name : `${name},`;
    const last = lines.at(-1);
    if (last === undefined || last.length + piece.length + 1 > 80) lines.push(`  ${piece}`);
    else lines[lines.length - 1] = `${last} ${piece}`;
  }
  return lines;
}
