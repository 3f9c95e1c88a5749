/** One snapshot for who is no terminal: all tables as they are, a file or another program reads them. */
import { modelOf } from "./model.ts";
import { PANES } from "./panes.ts";
import { shortBytes, shortSeconds } from "./short-figures.ts";
import { visible, widthOf } from "./shown-text.ts";
import type { Snapshot } from "./snapshot.ts";

/** Lines, each with its end. Columns are as wide as what is in them. */
export function plainText(snapshot: Snapshot): string {
  const model = modelOf(snapshot, null);
  const { program, reactor } = snapshot;
  const lines = [
    [
      `${program.name}${program.pid === null ? "" : ` (${program.pid})`}`,
      reactor.platform,
      reactor.state,
      ...(reactor.upSeconds === null ? [] : [`up ${shortSeconds(reactor.upSeconds)}`]),
      ...(program.memory === null ? [] : [`memory ${shortBytes(program.memory.resident)}`]),
    ].join(", "),
  ];
  for (const pane of PANES) {
    const rows = pane.rows(model);
    if (rows.length === 0) continue;
    const missing = pane.count(model) - rows.length;
    const more = missing > 0 ? `, and ${missing} more that were not told` : "";
    lines.push("", `${pane.name}: ${rows.length}${more}`);
    const table = [
      pane.columns.map(({ title }) => title),
      ...rows.map((row) => row.map(({ text }) => text)),
    ];
    lines.push(...aligned(table.map((row) => row.map(visible))));
  }
  return lines.map((line) => `${visible(line)}\n`).join("");
}

function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = table[0]!.map((_, n) => Math.max(...table.map((row) => widthOf(row[n]!))));
  return table.map((row) =>
    row
      .map((text, n) => text + " ".repeat(widths[n]! - widthOf(text)))
      .join("  ")
      .trimEnd(),
  );
}
