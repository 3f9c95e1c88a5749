/**
 * Asks who a name belongs to (RFC 3912), by a connection that is asked, and does not call. As a program:
 * `react(async (reactor, ...words) => console.log(await whois(reactor, ...words)))`, with `tcp:whois.iana.org:43 example.org`.
 */
import type { ServiceReactor } from "torsion/application";
import { text, utf8 } from "torsion/bytes";
import { clientFromString } from "torsion/endpoints";
import { openConnection } from "torsion/streams";

const MOST_LINES = 1000;

export async function whois(
  reactor: ServiceReactor,
  server: string,
  name: string,
  signal?: AbortSignal,
) {
  const connection = await openConnection(clientFromString(reactor, server), { signal });
  const lines: string[] = [];
  try {
    await connection.write(utf8(`${name}\r\n`), { signal });
    // A line of more than 1000 bytes, a reset and the signal throw; the server's close ends the loop.
    for await (const line of connection.lines({ limit: 1000, signal })) {
      if (lines.push(text(line)) === MOST_LINES) break;
    }
    return lines;
  } finally {
    connection.close();
  }
}
