/** What a `.socket` unit has for a description of where to listen, so that systemd listens in the program's place. */
import { parseDescription } from "../../endpoints/index.ts";
import { UnitError } from "./errors.ts";
import { unitValue } from "./unit-quoting.ts";

const ANY: Readonly<Record<string, string>> = { tcp: "0.0.0.0", tcp6: "::" };
const TAKEN: readonly string[] = ["port", "interface", "backlog", "address", "mode", "lockfile"];
/** Its lock file is for those who listen themselves. */
const BY_PLACE = {
  tcp: ["port", "interface", "backlog"],
  unix: ["address", "mode", "backlog", "lockfile"],
};

/** `["ListenStream=0.0.0.0:8123"]`, with what belongs to it. Throws `UnitError` for what systemd cannot listen on. */
export function socketLines(text: string): readonly string[] {
  const { type, args } = parseDescription(text);
  if (type !== "unix" && ANY[type] === undefined)
    throw new UnitError(
      `systemd can listen on tcp:, tcp6: and unix: for the program, and not on "${text}"`,
    );
  const places = BY_PLACE[type === "unix" ? "unix" : "tcp"];
  const values: Record<string, string> = {};
  let place = 0;
  for (const { name, value } of args) values[name ?? places[place++] ?? ""] = value;
  const unknown = Object.keys(values).find((name) => !TAKEN.includes(name));
  if (unknown !== undefined)
    throw new UnitError(`"${unknown}" in "${text}" means nothing to systemd`);
  const { port = "0", interface: host = ANY[type], backlog, address = "", mode } = values;
  const more = backlog === undefined ? [] : [`Backlog=${backlog}`];
  if (type === "unix") {
    const abstract = address.startsWith("@");
    return [
      `ListenStream=${unitValue(address)}`,
      ...(mode === undefined ? [] : [`SocketMode=${mode}`]),
      ...(abstract ? [] : ["RemoveOnStop=yes"]),
      ...more,
    ];
  }
  if (port === "0") throw new UnitError(`systemd cannot choose a port: "${text}"`);
  const six = String(host).includes(":");
  return [
    `ListenStream=${six ? `[${host}]` : host}:${port}`,
    ...(six ? ["BindIPv6Only=ipv6-only"] : []),
    ...more,
  ];
}

/** Only root, and who has CAP_NET_BIND_SERVICE, may listen there. */
export function isLowPort(text: string): boolean {
  const found = /(?:^|[:=\\])(?:tcp6?|tls|ssl|wss?|websocket)\\*:(?:port\\*=)?(\d+)/.exec(text);
  const port = Number(found?.[1] ?? 0);
  return port > 0 && port < 1024;
}
