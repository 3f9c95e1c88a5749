/**
 * A trace as one HTML page that needs nothing else: no network, no library, and it may be opened from a file.
 *
 * What came from the run is data in the page (JSON without any `<`), and the page's policy lets no script run
 * but its own, which it knows by its hash.
 */
import { hostsOf, hostsOfFault } from "./ascii-trace.ts";
import { PAGE_LOGIC } from "./html-page-logic.ts";
import { PAGE_STYLE } from "./html-page-style.ts";
import { PAGE_VIEW } from "./html-page-view.ts";
import { printable } from "./payload-text.ts";
import type { TraceEvents } from "./trace.ts";
import {
  bytesOf,
  faultText,
  isAcknowledgement,
  type Moment,
  momentsOf,
  type Travel,
  travelText,
} from "./travels.ts";

export interface HtmlTraceOptions {
  /** What stands above it, and in the tab. */
  readonly title?: string;
  /** Of each packet's bytes, so many are in the page; 4,096 by default. */
  readonly payloadLimit?: number;
}

const SCRIPT = `"use strict";${PAGE_LOGIC}${PAGE_VIEW}`;
/** SHA-256, in base64; a test makes them and compares. */
const SCRIPT_HASH = "SBr63YkVIErpOD4vI0wDEtbMEJ2tVqUgvwBu0TRtoTs=";
const STYLE_HASH = "rF0sMrML+wKYqVrC88cOXH+nwbnX160ilnB803lvLrc=";
const POLICY = `default-src 'none'; script-src 'sha256-${SCRIPT_HASH}'; style-src 'sha256-${STYLE_HASH}'`;
const LABEL = 120;

/** The whole page; write it to a file, and open that in a browser. */
export function htmlTrace(
  trace: TraceEvents,
  { title = "What happened", payloadLimit = 4_096 }: HtmlTraceOptions = {},
): string {
  const hosts = hostsOf(trace);
  const connections = new Map<string, number>();
  const moments = momentsOf(trace.events).map((moment) =>
    moment.kind === "travel"
      ? travelOf(moment, hosts, connections, payloadLimit)
      : markOf(moment, hosts),
  );
  const names = hosts.map((host) => printable(host));
  const data = JSON.stringify({ title: printable(title), hosts: names, moments });
  return PAGE.replace("DATA", () => data.replaceAll("<", "\\u003c"));
}

/** What the page is given; what is not so is left out. */
function travelOf(
  travel: Travel,
  hosts: readonly string[],
  connections: Map<string, number>,
  payloadLimit: number,
): object {
  const { event, at, from, to, until, untilIndex, lost, again, damaged } = travel;
  const { packet, source, destination } = event;
  const bytes = bytesOf(damaged ?? event);
  const ends = [source, destination].map((end) =>
    end ? printable(`${end.host}:${end.port}`) : "",
  );
  const key = [`${from} ${ends[0]}`, `${to} ${ends[1]}`].sort().join("|");
  const connection = connections.get(key) ?? connections.size;
  connections.set(key, connection);
  const { flags, seq, ack, window } = packet ?? {};
  return {
    kind: kindOf(event),
    ...{ at, until, label: travelText(travel, LABEL), connection },
    ...{ from: hosts.indexOf(from), to: hosts.indexOf(to) },
    untilIndex: until === undefined ? undefined : untilIndex,
    lost: lost || undefined,
    again: again || undefined,
    ports: ends[0] === "" ? undefined : ends,
    fields: packet && { flags: packet.fin ? `${flags} FIN` : flags, seq, ack, window },
    size: bytes.length || undefined,
    data: bytes.length === 0 ? undefined : base64(bytes.subarray(0, payloadLimit)),
  };
}

function kindOf(event: Travel["event"]): string {
  if (event.packet === undefined) return "datagram";
  if (isAcknowledgement(event)) return "ack";
  return event.packet.data.length > 0 ? "data" : "control";
}

function markOf(moment: Exclude<Moment, Travel>, hosts: readonly string[]): object {
  const { kind, at } = moment;
  if (kind === "gap") return { kind, at, of: [], label: `${moment.count} events are left out` };
  const whom = kind === "note" ? [moment.host] : hostsOfFault(moment, hosts);
  const of = whom.map((name) => hosts.indexOf(name));
  return { kind, at, of, label: printable(kind === "note" ? moment.text : faultText(moment)) };
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What happened</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1 id="title"></h1>
<input type="search" id="text" placeholder="search in bytes and text" aria-label="Show only what contains this text">
<fieldset id="kinds"><legend>show</legend></fieldset>
<details><summary id="hosts-summary">hosts</summary><fieldset id="hosts" aria-label="Hosts"></fieldset></details>
<button type="button" id="unfollow" hidden>all connections</button>
<output id="count" aria-label="shown"></output>
<p class="keys">↑ ↓ move · Home End · / search · Esc close</p>
</header>
<main>
<div id="scroller" tabindex="0" role="application" aria-label="Sequence diagram: the arrow keys go from event to event">
<div id="spacer"><canvas id="canvas" dir="ltr"></canvas></div>
</div>
<aside id="aside" aria-live="polite" aria-label="The chosen event" hidden>
<h2 id="what"></h2>
<dl id="facts"></dl>
<p><button type="button" id="follow">only this connection</button>
<button type="button" id="close">close</button></p>
<pre id="bytes" dir="ltr" tabindex="0" aria-label="Bytes"></pre>
<p id="rest"></p>
</aside>
</main>
<script type="application/json" id="trace">DATA</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
