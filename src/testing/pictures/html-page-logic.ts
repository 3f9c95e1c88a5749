/**
 * What the page of a trace thinks: which moments are shown, in which row each of them is, and bytes as text.
 *
 * This is source text for browsers, of functions without any DOM; the page draws what they say.
 */
export const PAGE_LOGIC: string = String.raw`
/** The positions of the moments that a person wants to see. */
function chosen(moments, { kinds, hosts, text, onlyLost, connection }) {
  const words = text.toLowerCase();
  // Bytes are searched as they are: a text is looked for as its UTF-8.
  const bytes = latin1(new TextEncoder().encode(words)).toLowerCase();
  const list = [];
  for (let i = 0; i < moments.length; i++) {
    const m = moments[i];
    if (m.kind === "gap") {
      list.push(i);
      continue;
    }
    if (!kinds.has(m.kind)) continue;
    const isTravel = m.to !== undefined;
    if (isTravel ? !hosts[m.from] || !hosts[m.to] : m.of.length > 0 && !m.of.some((h) => hosts[h]))
      continue;
    if (onlyLost && isTravel && !m.lost) continue;
    if (connection !== null && isTravel && m.connection !== connection) continue;
    if (words !== "" && !labelOf(m).includes(words) && !payloadOf(m).includes(bytes)) continue;
    list.push(i);
  }
  return list;
}

function labelOf(m) {
  m.lowered ??= (m.label + " " + (m.ports ?? []).join(" ")).toLowerCase();
  return m.lowered;
}

function payloadOf(m) {
  m.payload ??= m.data === undefined ? "" : atob(m.data).toLowerCase();
  return m.payload;
}

/** A row for each thing that happens: a beginning, or the end of something that travels. */
function layOut(moments, list) {
  const points = [];
  for (let n = 0; n < list.length; n++) {
    const m = moments[list[n]];
    points.push({ at: m.at, order: 2 * list[n] + 1, n, end: false });
    if (m.until !== undefined) points.push({ at: m.until, order: 2 * m.untilIndex, n, end: true });
  }
  points.sort((a, b) => a.at - b.at || a.order - b.order);
  const first = new Int32Array(list.length);
  const last = new Int32Array(list.length).fill(-1);
  const rows = new Int32Array(points.length);
  const times = new Float64Array(points.length);
  for (let row = 0; row < points.length; row++) {
    const { at, n, end } = points[row];
    rows[row] = n;
    times[row] = at;
    (end ? last : first)[n] = row;
  }
  return { list, first, last, rows, times };
}

/** Those of which any part lies between two rows. */
function between({ list, first, last }, top, bottom) {
  const found = [];
  for (let n = 0; n < list.length; n++) {
    const end = last[n] < 0 ? first[n] : last[n];
    if (first[n] <= bottom && end >= top) found.push(n);
  }
  return found;
}

function bytesOf(m) {
  if (m.data === undefined) return new Uint8Array(0);
  const binary = atob(m.data);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function latin1(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Sixteen bytes a line: where they are, what they are, and what they are as ASCII. */
function hexDump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0"));
    const text = part.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : "."));
    const left = hex.slice(0, 8).join(" ").padEnd(23) + "  " + hex.slice(8).join(" ").padEnd(23);
    lines.push(at.toString(16).padStart(6, "0") + "  " + left + "  " + text.join(""));
  }
  return lines.join("\n");
}

function duration(seconds) {
  if (seconds >= 1) return Number(seconds.toFixed(6)) + " s";
  if (seconds >= 1e-3) return Number((seconds * 1e3).toFixed(6)) + " ms";
  return Number((seconds * 1e6).toFixed(3)) + " µs";
}

/** Without what is only the last bits of a sum. */
function seconds(time) {
  return Number(time.toFixed(9)) + " s";
}

/** What there is to say about one moment, as names and values. */
function factsOf(m, hosts) {
  if (m.to === undefined) return [["at", seconds(m.at)]];
  const [source, destination] = m.ports ?? [];
  const facts = [
    ["from", hosts[m.from] + (source ? " (" + source + ")" : "")],
    ["to", hosts[m.to] + (destination ? " (" + destination + ")" : "")],
    ["sent", seconds(m.at)],
  ];
  if (m.until === undefined) facts.push(["arrived", "not yet"]);
  else facts.push([m.lost ? "lost" : "arrived", seconds(m.until) + ", after " + duration(m.until - m.at)]);
  if (m.again) facts.push(["again", "it was sent before"]);
  for (const [name, value] of Object.entries(m.fields ?? {})) facts.push([name, String(value)]);
  if (m.size !== undefined) facts.push(["bytes", String(m.size)]);
  return facts;
}
`;
