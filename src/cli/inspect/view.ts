/**
 * The picture: a pure function of what is known, what the user has chosen and how large the terminal is.
 *
 * Rules: as many lines as the terminal has, none of them wider. Whatever a peer has named goes through `visible`.
 */
import type { Model } from "./model.ts";
import { type Cell, type Column, PANES } from "./panes.ts";
import type { Line, Style } from "./screen.ts";
import { shortBytes, shortRate, shortSeconds, shortTurn } from "./short-figures.ts";
import { fitted, visible } from "./shown-text.ts";
import { sortedPane, type ViewState } from "./view-state.ts";

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is known. */
export interface Shown {
  /** Where the program is looked into: as it was typed. */
  readonly description: string;
  /** `null` before the first snapshot. */
  readonly model: Model | null;
  /** Why there is no connection; `null` while there is one. */
  readonly trouble: string | null;
  /** How long a program that is connected has said nothing, where that is long. */
  readonly silentSeconds?: number | null;
}

const KEYS = "? help  q quit  p pause  / filter  < > sort  r reverse  tab pane  arrows scroll";
const HELP: readonly string[] = [
  "q, Ctrl-C      quit",
  "p, space       what is shown stays as it is; again: goes on",
  "tab, 1 to 7    one table as a whole; 0: a part of each",
  "arrows, j k    scroll; so do page up, page down, home, end",
  "a i o b        sort connections by age, bytes in, bytes out, buffered",
  "< >            sort by the column beside; in front of the first: as it comes",
  "r              the other way round",
  "/              show rows with a text in them; escape shows all again",
  "",
  "IN, OUT        bytes since it was made; IN/S, OUT/S: between two pictures",
  "BUF            bytes that were written and that the host has not taken",
  "→              a connection that the program has made itself",
  "busy           the share of time in which the program ran its turns",
];

export function render(shown: Shown, state: ViewState, size: Size): Line[] {
  const { columns, rows } = size;
  const lines: Line[] = [...header(shown, state)];
  if (state.help) lines.push(...HELP.map((text) => line(text)));
  else if (shown.model !== null) {
    lines.push(tabs(shown.model, state));
    lines.push(...tables(shown.model, state, { columns, rows: rows - lines.length - 1 }));
  }
  const body = lines.slice(0, Math.max(0, rows - 1));
  while (body.length < rows - 1) body.push(line(""));
  const all = [...body, footer(state)].slice(0, rows);
  return all.map(({ text, style }) => ({ text: fitted(text, columns), style }));
}

/** No terminal is wider. */
const LONGEST = 4000;

function line(text: string, style: Style = "plain"): Line {
  return { text: visible(text.slice(0, LONGEST)), style };
}

function header(shown: Shown, { paused }: ViewState): Line[] {
  const { description, model, trouble, silentSeconds = null } = shown;
  const lost = trouble === null ? [] : [line(`trying again: ${trouble}`, "warn")];
  if (silentSeconds !== null)
    lost.push(
      line(`has said nothing for ${shortSeconds(silentSeconds)}: busy, or stopped`, "warn"),
    );
  if (model === null) {
    const waiting = trouble === null ? [line(`connecting to ${description} …`)] : [];
    return [line(`twist inspect ${description}`, "title"), ...waiting, ...lost];
  }
  const { program, reactor } = model.snapshot;
  const { turns, total } = model;
  const title = [
    `${program.name}${program.pid === null ? "" : ` (${program.pid})`}`,
    reactor.host === null ? reactor.platform : `${reactor.host} in ${reactor.platform}`,
    reactor.state,
    ...(reactor.upSeconds === null ? [] : [`up ${shortSeconds(reactor.upSeconds)}`]),
    ...(paused ? ["PAUSED"] : []),
    description,
  ];
  const { memory } = program;
  const { threads } = reactor;
  const figures = [
    ...(memory === null ? [] : [`memory ${shortBytes(memory.resident)}`]),
    ...(turns === null
      ? []
      : [`${turns.perSecond.toFixed(0)} turns/s, busy ${(turns.busy * 100).toFixed(0)}%`]),
    ...(reactor.turns === null ? [] : [`longest ${shortTurn(reactor.turns.longestSeconds)}`]),
    `in ${shortRate(total.in) || "0"} out ${shortRate(total.out) || "0"}`,
    ...(turns !== null && turns.over10ms > 0 ? [`${turns.over10ms} over 10ms`] : []),
    ...(threads === null ? [] : [`threads ${threads.working}/${threads.threads}`]),
    ...(memory === null ? [] : [`heap ${shortBytes(memory.heapUsed)}`]),
  ];
  return [line(title.join(" · "), "title"), line(figures.join(" · ")), ...lost];
}

function tabs(model: Model, { pane }: ViewState): Line {
  const names = PANES.map((each, n) => {
    const name = `${n + 1} ${each.name} ${each.count(model)}`;
    return n === pane ? `[${name}]` : ` ${name} `;
  });
  return line([pane === null ? "[0 all]" : " 0 all ", ...names].join(""), "dim");
}

function footer(state: ViewState): Line {
  if (state.typing) return line(`filter: ${state.filter}▏`, "title");
  if (state.filter !== "") return line(`filter: ${state.filter} (escape shows all)`, "title");
  return line(state.help ? "any key goes back" : KEYS, "dim");
}

/** A table in its place. */
interface Placed {
  readonly at: number;
  readonly rows: number;
}

function placed(model: Model, { pane }: ViewState, rows: number): Placed[] {
  if (pane !== null) return [{ at: pane, rows }];
  const filled = [...PANES.keys()].filter(
    (at) => PANES[at]!.count(model) > 0 || PANES[at]!.name === "connections",
  );
  const wanted = filled.map((at) => PANES[at]!.rows(model).length + 1);
  const given = shares(wanted, rows);
  return filled.map((at, n) => ({ at, rows: given[n]! })).filter((each) => each.rows >= 2);
}

function tables(model: Model, state: ViewState, { columns, rows }: Size): Line[] {
  return placed(model, state, rows).flatMap((each) => {
    const scroll = each.at === (state.pane ?? sortedPane(state)) ? state.scroll : 0;
    return table(model, state, each.at, { columns, rows: each.rows, scroll });
  });
}

/** How far what can be scrolled can be, and how many rows of it are seen at once. */
export function scrollLimits(
  shown: Shown,
  state: ViewState,
  { rows }: Size,
): { readonly page: number; readonly most: number } {
  const { model } = shown;
  if (model === null) return { page: 1, most: 0 };
  const room = rows - header(shown, state).length - 2;
  const at = sortedPane(state);
  const here = placed(model, state, room).find((each) => each.at === at);
  const page = Math.max(1, (here?.rows ?? 2) - 1);
  const found = filtered(PANES[at]!.rows(model), state.filter).length;
  const last = notTold(model, at) > 0 ? 1 : 0;
  return { page, most: Math.max(0, found + last - page) };
}

/** Of `rows`, to each what it wants where there is enough, and else as much as to the others. */
function shares(wanted: readonly number[], rows: number): number[] {
  const given = wanted.map(() => 0);
  let left = rows;
  for (let round = 0; round < wanted.length && left > 0; round++) {
    const hungry = wanted.map((want, n) => want - given[n]!).filter((want) => want > 0).length;
    if (hungry === 0) break;
    const share = Math.max(1, Math.floor(left / hungry));
    for (const [n, want] of wanted.entries()) {
      const more = Math.min(share, want - given[n]!, left);
      given[n]! += more;
      left -= more;
    }
  }
  return given;
}

function table(
  model: Model,
  state: ViewState,
  at: number,
  { columns, rows, scroll }: Size & { readonly scroll: number },
): Line[] {
  const pane = PANES[at]!;
  const widths = widthsOf(pane.columns, columns);
  const found = sortedRows(at, state, filtered(pane.rows(model), state.filter));
  const lines = found.map((row) =>
    line(
      cells(
        row.map(({ text }) => visible(text)),
        pane.columns,
        widths,
      ),
    ),
  );
  const missing = notTold(model, at);
  if (missing > 0) lines.push(line(`… and ${missing} more that were not told`, "dim"));
  const room = Math.max(0, rows - 1);
  const from = Math.max(0, Math.min(scroll, lines.length - room));
  const titles = pane.columns.map(({ title }, n) =>
    n === state.sorted[at] ? `${title}${state.descending[at] ? "↓" : "↑"}` : title,
  );
  const head = cells(titles, pane.columns, widths);
  return [{ text: head, style: "head" }, ...lines.slice(from, from + room)];
}

/** What is not among the foremost, which alone are told. */
function notTold(model: Model, at: number): number {
  const pane = PANES[at]!;
  return Math.max(0, pane.count(model) - pane.rows(model).length);
}

/** So that on a wide terminal what belongs together is not far apart. */
const MOST_FLEXIBLE = 60;

/** 0: it is left out. */
function widthsOf(columns: readonly Column[], width: number): number[] {
  const kept = new Set(columns.keys());
  const taken = (): number =>
    [...kept].reduce((sum, n) => sum + Math.max(columns[n]!.width, least(columns[n]!)) + 1, -1);
  while (kept.size > 1 && taken() > width) {
    const lightest = [...kept].reduce((a, b) => (columns[b]!.weight < columns[a]!.weight ? b : a));
    kept.delete(lightest);
  }
  const spare = width - taken();
  return columns.map((column, n) => {
    if (!kept.has(n)) return 0;
    if (column.width > 0) return column.width;
    return Math.max(1, Math.min(MOST_FLEXIBLE, least(column) + spare));
  });
}

/** Of a column that takes what is left. */
function least({ width }: Column): number {
  return width === 0 ? 16 : width;
}

function cells(texts: readonly string[], columns: readonly Column[], widths: number[]): string {
  return texts
    .map((text, n) => (widths[n] === 0 ? null : fitted(text, widths[n]!, columns[n]!.align)))
    .filter((text) => text !== null)
    .join(" ");
}

type Row = readonly Cell[];

function filtered(rows: readonly Row[], filter: string): readonly Row[] {
  if (filter === "") return rows;
  const wanted = filter.toLowerCase();
  return rows.filter((row) => row.some(({ text }) => text.toLowerCase().includes(wanted)));
}

function sortedRows(
  at: number,
  { sorted, descending }: ViewState,
  rows: readonly Row[],
): readonly Row[] {
  const column = sorted[at] ?? null;
  if (column === null) return rows;
  const sign = descending[at] ? -1 : 1;
  return [...rows].sort((a, b) => sign * compared(a[column]!.value, b[column]!.value));
}

function compared(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
