/**
 * What the user of the view has chosen, and what each key changes of it: a pure function.
 *
 * Rule: a key that means nothing here changes nothing.
 */
import { PANES } from "./panes.ts";

export interface ViewState {
  /** Of {@link PANES}; `null` shows all of them, a part of each. */
  readonly pane: number | null;
  /** The column of each pane that it is sorted by; `null`: as it comes. */
  readonly sorted: readonly (number | null)[];
  /** The largest first, in that pane. */
  readonly descending: readonly boolean[];
  /** Only rows with this text in them, whatever the case. */
  readonly filter: string;
  /** It is being typed. */
  readonly typing: boolean;
  /** What is shown stays as it is. */
  readonly paused: boolean;
  /** How many rows are above what is shown. */
  readonly scroll: number;
  readonly help: boolean;
  readonly quit: boolean;
}

export const FIRST_STATE: ViewState = {
  pane: null,
  sorted: PANES.map(({ sorted }) => sorted),
  descending: PANES.map(() => true),
  filter: "",
  typing: false,
  paused: false,
  scroll: 0,
  help: false,
  quit: false,
};

const LONGEST_FILTER = 60;

export interface ScrollLimits {
  /** How many rows are seen at once. */
  readonly page: number;
  /** How many can be above what is shown. */
  readonly most: number;
}

export function afterKey(state: ViewState, key: string, limits: ScrollLimits): ViewState {
  if (key === "ctrl-c") return { ...state, quit: true };
  if (state.typing) return afterTyping(state, key);
  if (state.help) return { ...state, help: false };
  switch (key) {
    case "q":
      return { ...state, quit: true };
    case "?":
    case "h":
      return { ...state, help: true };
    case "p":
    case " ":
      return { ...state, paused: !state.paused };
    case "/":
      return { ...state, typing: true };
    case "escape":
      return { ...state, filter: "", scroll: 0 };
    case "r":
      return reversed(state);
    case "left":
    case "<":
      return sortedBeside(state, -1);
    case "right":
    case ">":
      return sortedBeside(state, 1);
    case "tab":
      return toPane(state, state.pane === null ? 0 : state.pane + 1);
    case "shift-tab":
      return toPane(state, state.pane === null ? PANES.length - 1 : state.pane - 1);
    default:
      return scrolled(state, key, limits) ?? numbered(state, key) ?? byLetter(state, key) ?? state;
  }
}

/** The pane that is sorted: of all of them the one of connections. */
export function sortedPane({ pane }: ViewState): number {
  return pane ?? PANES.findIndex(({ name }) => name === "connections");
}

function afterTyping(state: ViewState, key: string): ViewState {
  if (key === "enter") return { ...state, typing: false };
  if (key === "escape") return { ...state, typing: false, filter: "", scroll: 0 };
  if (key === "backspace")
    return { ...state, filter: [...state.filter].slice(0, -1).join(""), scroll: 0 };
  const isCharacter = [...key].length === 1 && state.filter.length < LONGEST_FILTER;
  return isCharacter ? { ...state, filter: state.filter + key, scroll: 0 } : state;
}

function toPane(state: ViewState, pane: number): ViewState {
  return { ...state, pane: PANES[pane] === undefined ? null : pane, scroll: 0 };
}

function numbered(state: ViewState, key: string): ViewState | null {
  if (!/^[0-9]$/.test(key)) return null;
  const pane = Number(key) - 1;
  return pane >= PANES.length ? state : toPane(state, pane);
}

function scrolled(state: ViewState, key: string, { page, most }: ScrollLimits): ViewState | null {
  const rows = Math.max(1, page - 1);
  const steps: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    "page-up": -rows,
    "page-down": rows,
    home: -most,
    g: -most,
    end: most,
    G: most,
  };
  const step = steps[key];
  return step === undefined ? null : withScroll(state, step, most);
}

/** There may be fewer rows than there were. */
function withScroll(state: ViewState, step: number, most: number): ViewState {
  const scroll = Math.min(state.scroll, most) + step;
  return { ...state, scroll: Math.max(0, Math.min(scroll, most)) };
}

function byLetter(state: ViewState, key: string): ViewState | null {
  const at = sortedPane(state);
  const column = PANES[at]!.columns.findIndex((each) => each.key === key);
  if (column < 0) return null;
  return state.sorted[at] === column ? reversed(state) : sortedBy(state, at, column);
}

function reversed(state: ViewState): ViewState {
  const at = sortedPane(state);
  return { ...state, descending: state.descending.map((each, n) => (n === at ? !each : each)) };
}

function sortedBeside(state: ViewState, step: number): ViewState {
  const at = sortedPane(state);
  const { length } = PANES[at]!.columns;
  // One place more, in front of the columns: as it comes.
  const column = ((state.sorted[at] ?? -1) + 1 + step + length + 1) % (length + 1);
  return sortedBy(state, at, column === 0 ? null : column - 1);
}

function sortedBy(state: ViewState, at: number, column: number | null): ViewState {
  const replaced = <T>(all: readonly T[], value: T): T[] =>
    all.map((each, n) => (n === at ? value : each));
  return {
    ...state,
    sorted: replaced(state.sorted, column),
    // Numbers the largest first, texts from A on.
    descending: replaced(
      state.descending,
      column !== null && PANES[at]!.columns[column]!.align === "end",
    ),
    scroll: 0,
  };
}
