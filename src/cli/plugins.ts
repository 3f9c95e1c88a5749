/** The programs that `twist` knows by name: each is one of the examples, so that what runs can be read. */
import type { IServiceMaker } from "../application/index.ts";

/** In the order in which help shows them. Modules, whose default export is the service maker. */
const BUILT_IN: readonly string[] = [
  "torsion/examples/chat",
  "torsion/examples/echo",
  "torsion/examples/port-forward",
  "torsion/examples/socks",
];

export async function loadPlugins(): Promise<IServiceMaker[]> {
  const modules = BUILT_IN.map((name) => import(name) as Promise<{ default: IServiceMaker }>);
  return (await Promise.all(modules)).map((module) => module.default);
}
