/**
 * The chat of `chat.ts` and the client of `reconnecting-client.ts`, unchanged, on a simulated network of
 * three hosts: one is cut off for a quarter of an hour, and finds its way back. `npm run demo`.
 */
import { parseArgs } from "node:util";
import type { ClientService, ServiceReactor } from "torsion/application";
import { text } from "torsion/bytes";
import { globalLogBeginner, type LogEvent } from "torsion/logger";
import { MemoryNetwork, type NetworkEvent } from "torsion/platform/memory";
import { reactorOn } from "torsion/reactor/core";
import { type DiagramEvent, sequenceDiagram } from "torsion/testing";
import chat from "./chat.ts";
import client, { type Talker } from "./reconnecting-client.ts";

const HELP = `usage: npm run demo -- [--seed N]

Runs a chat of three hosts on a simulated network, cuts one of them off and heals the cut, and draws
what happened. The same seed draws the same picture.`;

/** What is worth a line of the picture; what is sent again and again in vain has one. */
class Picture {
  readonly events: DiagramEvent[] = [];
  readonly #lost = new Set<string>();

  see({ at, kind, from, to, packet, text: fault }: NetworkEvent): void {
    if (kind === "fault") {
      this.events.push({ at, kind, text: `${fault}: ${from} and ${to}` });
      return;
    }
    const said = packet && labelOf(packet);
    if (kind === "sent" || !said || (kind === "lost" && packet.flags === "RST")) return;
    const key = `${from} ${to} ${said}`;
    if (kind === "lost") {
      if (this.#lost.has(key)) return;
      this.#lost.add(key);
      this.events.push({ at, kind: "message", from, to, text: said, lost: true });
    } else {
      const again = this.#lost.delete(key) ? " (sent again)" : "";
      this.events.push({ at, kind: "message", from, to, text: `${said}${again}` });
    }
  }
}

function labelOf({ flags, data, fin }: NonNullable<NetworkEvent["packet"]>): string {
  if (flags === "SYN") return "connect";
  if (flags === "RST") return "reset";
  if (data.length > 0) return text(data).trim().replaceAll("\n", " / ");
  return fin ? "close" : "";
}

function play(seed: number): string[] {
  const network = new MemoryNetwork({ seed, latency: 0.02, jitter: 0.03 });
  const picture = new Picture();
  network.observe((event) => picture.see(event));
  globalLogBeginner.beginLoggingTo([
    ({ path, attempt, seconds }: LogEvent) => {
      // What the client services say when they are not connected.
      if (typeof seconds !== "number") return;
      const what = attempt === 1 ? "lost the connection" : "no answer";
      const note = `${what}: tries again in ${seconds.toFixed(1)} s`;
      picture.events.push({ at: network.now(), kind: "note", host: String(path), text: note });
    },
  ]);
  const start = (name: string, make: typeof chat | typeof client, options: object): unknown => {
    const reactor: ServiceReactor = reactorOn(network.host(name));
    const service = make.makeService(reactor, { ...options });
    service.setName(name);
    service.startService();
    return service;
  };
  start("den", chat, { listen: "tcp:8123" });
  const join = (name: string) =>
    start(name, client, { connect: "tcp:den:8123", name }) as ClientService<Talker>;
  const ada = join("ada");
  const bob = join("bob");
  const say = (who: ClientService<Talker>, line: string): unknown =>
    who.whenConnected().addCallback((talker) => talker.sendLine(line));

  network.advance(1);
  say(ada, "hello bob");
  network.advance(1);
  network.partition("den", "bob");
  say(bob, "hello ada");
  network.advance(1);
  say(ada, "bob?");
  network.advance(1100);
  network.heal("den", "bob");
  network.advance(100);
  say(bob, "here I am again");
  network.advance(1);
  return sequenceDiagram(picture.events, { hosts: ["ada", "den", "bob"], spacing: 36 });
}

function main(args: string[]): void {
  const options = { seed: { type: "string", default: "1" }, help: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ args, options });
    const seed = /^\d+$/.test(values.seed) ? Number(values.seed) : Number.NaN;
    if (values.help) console.log(HELP);
    else if (!Number.isSafeInteger(seed))
      throw new RangeError(`--seed ${values.seed}: a seed is a whole number from 0 up`);
    else console.log(play(seed).join("\n"));
  } catch (thrown) {
    console.error(`demo: ${(thrown as Error).message}\n\n${HELP}`);
    process.exitCode = 64;
  }
}

main(process.argv.slice(2));
