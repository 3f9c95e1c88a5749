/** The program of the process that is killed: one side of a scenario, which tells its parent what it has seen. */
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import type { News, Order } from "./doomed-process.ts";
import { Side } from "./side.ts";

const reactor = reactorOn(node());
let side: Side | undefined;
let told = "";

/** Whatever is new is told, as soon as it is seen. */
function tell(): void {
  if (side === undefined) return;
  const news: News = { port: side.port, pages: side.pages() };
  const text = JSON.stringify(news);
  if (text === told) return;
  told = text;
  process.send!(news);
}

process.on("message", (order: Order) => {
  if ("who" in order) side!.perform(order);
  else
    side = Side.of(order.scenario, order.scenario.dies, reactor, {
      host: "127.0.0.1",
      port: () => order.port,
    });
});
process.on("disconnect", () => process.exit());
setInterval(tell, 1);
