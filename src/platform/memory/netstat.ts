/** The sockets of a simulated network, as `netstat -tunap` would show them: rows for tests, a table for messages. */
import type { SocketAddress } from "../port.ts";
import type { TCPState } from "./endpoint-host.ts";

export interface NetstatRow {
  /** The name of the host. */
  readonly host: string;
  readonly protocol: "tcp" | "udp" | "unix";
  /** `10.0.0.2:80`, `[fd00::2]:80`, `db:80` or, for UNIX sockets, a path. */
  readonly local: string;
  /** `*` where there is none. */
  readonly peer: string;
  /** As RFC 9293 calls it; `null` for UDP. */
  readonly state: TCPState | "LISTEN" | "TIME-WAIT" | null;
  /** Bytes that were written and are not acknowledged. */
  readonly sendQueue: number;
  /** Bytes that have come and were not read; of what listens, connections that were not accepted. */
  readonly receiveQueue: number;
  /** Does a program still have it? What it has closed lives on until the peer has everything. */
  readonly owned: boolean;
  /** Seconds since it began, on the network's clock. */
  readonly age: number;
}

/** `10.0.0.2:80`, `[fd00::2]:80`. */
export function written({ host, port }: SocketAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const COLUMNS: readonly (readonly [string, (row: NetstatRow) => string])[] = [
  ["Host", ({ host }) => host],
  ["Proto", ({ protocol }) => protocol],
  ["Recv-Q", ({ receiveQueue }) => `${receiveQueue}`],
  ["Send-Q", ({ sendQueue }) => `${sendQueue}`],
  ["Local Address", ({ local }) => local],
  ["Foreign Address", ({ peer }) => peer],
  ["State", ({ state }) => state ?? ""],
  ["Program", ({ owned }) => (owned ? "yes" : "-")],
  ["Age", ({ age }) => `${Number(age.toFixed(3))} s`],
];

/** A table with a line for each socket, its columns in line. */
export function formatNetstat(rows: readonly NetstatRow[]): string {
  const cells = [
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, show]) => show(row))),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
