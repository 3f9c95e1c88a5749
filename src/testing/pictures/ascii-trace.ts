/** A trace as a sequence diagram in text, for terminals and for messages of failed tests. */
import { cut, printable } from "./payload-text.ts";
import { type DiagramEvent, sequenceDiagram } from "./sequence-diagram.ts";
import type { TraceEvents } from "./trace.ts";
import { faultText, isAcknowledgement, type Moment, momentsOf, travelText } from "./travels.ts";

export interface AsciiTraceOptions {
  /** Columns of the terminal; 100 by default. Many hosts take more. */
  readonly width?: number;
  /** Lines at most; 200 by default. Of a longer trace the beginning and the end are drawn. */
  readonly limit?: number;
  /** Draw segments that only acknowledge; not by default. */
  readonly acks?: boolean;
  /** Columns, from the left; all hosts that did something by default. What others did is not drawn. */
  readonly hosts?: readonly string[];
}

/** Left and right of the columns, of it left, and what of an arrow is not text. */
const MARGIN = 26;
const LEFT = 14;
const ARROW = 7;
const NARROWEST = 14;
const WIDEST = 44;

/** One arrow for what was sent and arrived, with the time from one to the other; lost ones end in a cross. */
export function asciiTrace(
  trace: TraceEvents,
  { width = 100, limit = 200, acks = false, hosts = hostsOf(trace) }: AsciiTraceOptions = {},
): string {
  const moments = momentsOf(trace.events).filter((moment) => isDrawn(moment, hosts, acks));
  const room = Math.floor((width - MARGIN) / Math.max(hosts.length - 1, 1));
  const spacing = Math.min(Math.max(room, NARROWEST), WIDEST);
  const names = uniqueNames(hosts);
  const events = shorten(moments, limit).map((moment) => eventOf(moment, names, spacing - ARROW));
  // One alone has all of the room for what it says.
  const margin = hosts.length === 1 ? width - LEFT : MARGIN - LEFT;
  const options = { hosts: [...names.values()], spacing, margin };
  return `${sequenceDiagram(events, options).join("\n")}\n`;
}

/** Hosts that a trace says something of: first those of the network, in its order, then others. */
export function hostsOf({ events, hosts }: TraceEvents): string[] {
  const seen = new Set<string>();
  for (const event of events) {
    if (event.kind === "gap") continue;
    if (event.kind === "note") seen.add(event.host);
    // A fault may have met groups of hosts, or all of them.
    else if (event.kind !== "fault") seen.add(event.from).add(event.to);
    else for (const host of hostsOfFault(event, hosts)) seen.add(host);
  }
  return [
    ...hosts.filter((host) => seen.has(host)),
    ...[...seen].filter((h) => !hosts.includes(h)),
  ];
}

/** Hosts of the network that a fault names: alone or, with commas between them, as a group. */
export function hostsOfFault(
  { from, to }: { readonly from: string; readonly to: string },
  hosts: readonly string[],
): string[] {
  const named = [from, to].flatMap((name) => (hosts.includes(name) ? [name] : name.split(",")));
  return [...new Set(named)].filter((name) => hosts.includes(name));
}

/** No more than `limit` moments, with a gap where there were more. */
export function shorten(moments: readonly Moment[], limit: number): readonly Moment[] {
  if (moments.length <= limit) return moments;
  const first = Math.floor(limit / 2);
  const rest = moments.length - Math.max(limit - first - 1, 1);
  const [left, last] = [moments.slice(first, rest), moments.slice(rest)];
  // What the trace has left out itself is among it.
  const count = left.reduce((sum, each) => sum + (each.kind === "gap" ? each.count : 1), 0);
  return [...moments.slice(0, first), { kind: "gap", at: last[0]!.at, count }, ...last];
}

/** Seconds, in the unit that reads best. */
export function durationText(seconds: number): string {
  if (seconds >= 1) return `${Number(seconds.toFixed(3))} s`;
  if (seconds >= 1e-3) return `${Number((seconds * 1e3).toFixed(3))} ms`;
  return `${Number((seconds * 1e6).toFixed(3))} µs`;
}

function isDrawn(moment: Moment, hosts: readonly string[], acks: boolean): boolean {
  if (moment.kind === "gap" || moment.kind === "fault") return true;
  if (moment.kind === "note") return hosts.includes(moment.host);
  if (!acks && isAcknowledgement(moment.event)) return false;
  return hosts.includes(moment.from) && hosts.includes(moment.to);
}

/** What stands above the columns: short enough, and no two the same. */
function uniqueNames(hosts: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const host of hosts) {
    let name = cut(printable(host), NARROWEST - 2);
    for (let n = 2; taken.has(name); n++) name = `${cut(printable(host), NARROWEST - 5)}#${n}`;
    taken.add(name);
    names.set(host, name);
  }
  return names;
}

function eventOf(moment: Moment, names: ReadonlyMap<string, string>, room: number): DiagramEvent {
  const { at } = moment;
  switch (moment.kind) {
    case "gap":
      return { at, kind: "fault", text: `${moment.count} more are left out` };
    case "fault":
      return { at, kind: "fault", text: printable(faultText(moment)) };
    case "note":
      return { at, kind: "note", host: names.get(moment.host)!, text: printable(moment.text) };
    default: {
      const { from, to, lost, until } = moment;
      const takes = lost || until === undefined ? "" : ` +${durationText(until - at)}`;
      const text = travelText(moment, room - takes.length) + takes;
      if (from !== to)
        return { at, kind: "message", from: names.get(from)!, to: names.get(to)!, text, lost };
      return { at, kind: "note", host: names.get(from)!, text: `${lost ? "×" : "↺"} ${text}` };
    }
  }
}
