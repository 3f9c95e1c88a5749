/** The tables that are shown: of what, in which columns, and what a cell says. */
import type { ConnectionDescription, ConnectionOrder, Figures } from "../../net/index.ts";
import type { Model } from "./model.ts";
import { shortBytes, shortRate, shortSeconds } from "./short-figures.ts";

export interface Column {
  readonly title: string;
  /** In columns of the terminal. Of `0` it takes what is left. */
  readonly width: number;
  /** On a narrow terminal those of low weight are left out first. */
  readonly weight: number;
  /** Numbers stand at the end of their column. */
  readonly align?: "end";
  /** A letter that sorts by it. */
  readonly key?: string;
  /** By what the program itself is to choose, where it does not tell all. */
  readonly order?: ConnectionOrder;
}

/** A cell, and what it is sorted by. */
export interface Cell {
  readonly text: string;
  readonly value: number | string;
}

export interface Pane {
  readonly name: PaneName;
  readonly columns: readonly Column[];
  /** The column by which it is sorted at first; `null`: as it comes. */
  readonly sorted: number | null;
  rows(model: Model): readonly (readonly Cell[])[];
  /** How many there are, also of what was not told. */
  count(model: Model): number;
}

export type PaneName =
  | "services"
  | "ports"
  | "connections"
  | "attempts"
  | "calls"
  | "processes"
  | "facts";

/** No terminal is so wide. */
const LONGEST = 500;
const text = (value: string): Cell => ({ text: value.slice(0, LONGEST), value });
const bytes = (value: number): Cell => ({ text: shortBytes(value), value });
const seconds = (value: number): Cell => ({ text: shortSeconds(value), value });
const number = (value: number): Cell => ({ text: String(value), value });
const rate = (value: number): Cell => ({ text: shortRate(value), value });

function figures(told: Figures | null): string {
  const pairs = Object.entries(told ?? {}).map(([name, value]) => {
    if (name.endsWith("Seconds") && typeof value === "number")
      return `${name.slice(0, -"Seconds".length)} ${shortSeconds(value)}`;
    return value === true ? name : `${name} ${value}`;
  });
  return pairs.join(", ");
}

/** How it is doing, in a word or two. */
function stateOf({ state, paused, producer, tls, figures }: ConnectionDescription): string {
  const more = [
    ...(paused ? ["paused"] : []),
    ...(producer?.paused ? ["producer waits"] : []),
    ...(tls ? ["TLS"] : []),
    ...(figures?.inspector === true ? ["inspector"] : []),
  ];
  return [state, ...more].join(", ");
}

export const PANES: readonly Pane[] = [
  {
    name: "services",
    columns: [
      { title: "SERVICE", width: 0, weight: 9 },
      { title: "RUNS", width: 4, weight: 8 },
      { title: "CLASS", width: 27, weight: 2 },
      { title: "FIGURES", width: 34, weight: 5 },
    ],
    sorted: null,
    rows: ({ snapshot }) =>
      snapshot.services.map((service) => [
        text(`${"  ".repeat(service.depth)}${service.name ?? service.class}`),
        text(service.running ? "yes" : "no"),
        text(service.class),
        text(figures(service.figures)),
      ]),
    count: ({ snapshot }) => snapshot.services.length,
  },
  {
    name: "ports",
    columns: [
      { title: "ADDRESS", width: 0, weight: 9 },
      { title: "KIND", width: 8, weight: 6 },
      { title: "CONNS", width: 6, weight: 7, align: "end" },
      { title: "STATE", width: 8, weight: 3 },
      { title: "BY", width: 22, weight: 4 },
    ],
    sorted: null,
    rows: ({ snapshot: { reactor }, rates }) => [
      ...reactor.ports.map((port) => [
        text(port.address),
        text(port.tls ? `${port.kind} TLS` : port.kind),
        number(port.connections),
        text(port.state),
        text(port.factory),
      ]),
      ...reactor.udpPorts.map((port) => [
        text(port.address),
        text("UDP"),
        { text: "", value: 0 },
        text(port.state),
        text(`${port.protocol} ${moved(rates.get(port.id))}`),
      ]),
    ],
    count: ({ snapshot: { reactor } }) => reactor.counts.ports + reactor.counts.udpPorts,
  },
  {
    name: "connections",
    columns: [
      { title: "PEER", width: 0, weight: 10 },
      { title: "PROTOCOL", width: 18, weight: 6 },
      { title: "AGE", width: 6, weight: 8, align: "end", key: "a", order: "ageSeconds" },
      { title: "IN", width: 6, weight: 9, align: "end", key: "i", order: "bytesIn" },
      { title: "OUT", width: 6, weight: 9, align: "end", key: "o", order: "bytesOut" },
      { title: "BUF", width: 6, weight: 7, align: "end", key: "b", order: "bufferedBytes" },
      { title: "IN/S", width: 7, weight: 4, align: "end" },
      { title: "OUT/S", width: 7, weight: 4, align: "end" },
      { title: "STATE", width: 21, weight: 2 },
      { title: "HERE", width: 21, weight: 1 },
    ],
    sorted: 2,
    rows: ({ snapshot, rates }) =>
      snapshot.reactor.connections.map((connection) => [
        text(`${connection.origin === "connected" ? "→ " : ""}${connection.peer}`),
        text([connection.protocol, ...connection.wrappers.filter(isTelling)].join(" in ")),
        seconds(connection.ageSeconds),
        bytes(connection.bytesIn),
        bytes(connection.bytesOut),
        bytes(connection.bufferedBytes),
        rate(rates.get(connection.id)?.in ?? 0),
        rate(rates.get(connection.id)?.out ?? 0),
        text(stateOf(connection)),
        text(connection.host),
      ]),
    count: ({ snapshot }) => snapshot.reactor.counts.connections,
  },
  {
    name: "attempts",
    columns: [
      { title: "TO", width: 0, weight: 9 },
      { title: "WHAT", width: 12, weight: 6 },
      { title: "SINCE", width: 6, weight: 7, align: "end" },
      { title: "LEFT", width: 6, weight: 8, align: "end" },
      { title: "BY", width: 24, weight: 2 },
    ],
    sorted: null,
    rows: ({ snapshot: { reactor } }) => [
      ...reactor.attempts.map((attempt) => [
        text(attempt.to),
        text(attempt.tls ? "connect TLS" : "connect"),
        seconds(attempt.ageSeconds),
        seconds(attempt.secondsLeft),
        text(attempt.factory),
      ]),
      ...reactor.lookups.map((lookup) => [
        text(lookup.name),
        text("look up"),
        seconds(lookup.ageSeconds),
        { text: "", value: 0 },
        text(""),
      ]),
    ],
    count: ({ snapshot: { reactor } }) => reactor.counts.attempts + reactor.counts.lookups,
  },
  {
    name: "calls",
    columns: [
      { title: "IN", width: 7, weight: 9, align: "end" },
      { title: "FUNCTION", width: 0, weight: 8 },
      { title: "MADE BY", width: 36, weight: 2 },
    ],
    sorted: null,
    rows: ({ snapshot }) =>
      snapshot.reactor.delayedCalls.map((call) => [
        seconds(call.seconds),
        text(call.what === "" ? "(a function without a name)" : call.what),
        text(call.place ?? ""),
      ]),
    count: ({ snapshot }) => snapshot.reactor.counts.delayedCalls,
  },
  {
    name: "processes",
    columns: [
      { title: "PID", width: 8, weight: 9, align: "end" },
      { title: "NAME", width: 0, weight: 8 },
      { title: "AGE", width: 6, weight: 7, align: "end" },
      { title: "STATE", width: 8, weight: 6 },
    ],
    sorted: null,
    rows: ({ snapshot }) =>
      snapshot.reactor.processes.map((child) => [
        number(child.pid),
        text(child.name),
        seconds(child.ageSeconds),
        text(child.state),
      ]),
    count: ({ snapshot }) => snapshot.reactor.counts.processes,
  },
  {
    name: "facts",
    columns: [
      { title: "OF", width: 16, weight: 9 },
      { title: "WHAT", width: 0, weight: 8 },
    ],
    sorted: null,
    rows: ({ snapshot }) =>
      Object.entries(snapshot.facts).flatMap(([name, told]) =>
        (Array.isArray(told) ? told : [told]).map((each) => [
          text(name),
          text(typeof each === "string" ? each : JSON.stringify(each)),
        ]),
      ),
    count: ({ snapshot }) => Object.values(snapshot.facts).flat().length,
  },
];

function moved(rate: { readonly in: number; readonly out: number } | undefined): string {
  const parts = [shortRate(rate?.in ?? 0), shortRate(rate?.out ?? 0)];
  return parts.every((part) => part === "") ? "" : `in ${parts[0]} out ${parts[1]}`;
}

/** What every service puts around its connections tells nothing. */
function isTelling(wrapper: string): boolean {
  return wrapper !== "DrainingProtocol";
}
