/**
 * A trace as a Mermaid `sequenceDiagram`, which code forges and documentation tools draw in Markdown.
 *
 * Hosts are called h0, h1 … in the source, and nothing that came from a run can be taken for Mermaid's syntax.
 */
import { durationText, hostsOf, shorten } from "./ascii-trace.ts";
import { cut, printable } from "./payload-text.ts";
import type { TraceEvents } from "./trace.ts";
import { faultText, isAcknowledgement, type Moment, momentsOf, travelText } from "./travels.ts";

export interface MermaidTraceOptions {
  /** Lines at most; 100 by default: pictures of more than some hundreds are not drawn by Mermaid. */
  readonly limit?: number;
  /** Draw segments that only acknowledge; not by default. */
  readonly acks?: boolean;
}

const LONGEST_TEXT = 200;

/** The source, from `sequenceDiagram` to the last line; put it in a fence of ```` ```mermaid ````. */
export function mermaidTrace(
  trace: TraceEvents,
  { limit = 100, acks = false }: MermaidTraceOptions = {},
): string {
  const hosts = new Map(hostsOf(trace).map((host, index) => [host, `h${index}`]));
  const moments = momentsOf(trace.events).filter(
    (moment) => acks || moment.kind !== "travel" || !isAcknowledgement(moment.event),
  );
  const lines = ["sequenceDiagram"];
  for (const [host, id] of hosts) lines.push(`participant ${id} as ${escaped(printable(host))}`);
  const all = hosts.size > 1 ? `h0,h${hosts.size - 1}` : "h0";
  if (hosts.size > 0)
    for (const moment of shorten(moments, limit)) lines.push(lineOf(moment, hosts, all));
  return `${lines.join("\n  ")}\n`;
}

function lineOf(moment: Moment, hosts: ReadonlyMap<string, string>, all: string): string {
  const time = moment.at.toFixed(3);
  switch (moment.kind) {
    case "gap":
      return `Note over ${all}: ${moment.count} more are left out`;
    case "fault":
      return `Note over ${all}: ${escaped(printable(`${time} ${faultText(moment)}`))}`;
    case "note":
      return `Note over ${hosts.get(moment.host)}: ${escaped(printable(`${time} ${moment.text}`))}`;
    default: {
      const { from, to, lost, until } = moment;
      const takes = lost || until === undefined ? "" : ` +${durationText(until - moment.at)}`;
      const text = `${time} ${travelText(moment)}${takes}`;
      return `${hosts.get(from)}${lost ? "-x" : "->>"}${hosts.get(to)}: ${escaped(text)}`;
    }
  }
}

/** Letters, digits and harmless marks stay; all else is written as the number of the character. */
function escaped(text: string): string {
  return cut(text, LONGEST_TEXT).replace(
    /[^\p{L}\p{M}\p{N} .,+()/=?!_…×-]/gu,
    (char) => `#${char.codePointAt(0)};`,
  );
}
