/** Files of which something is broken, which the suite has to find. */
import type { IFilesystem } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { FilesConformanceSetup } from "./files-world.ts";

export type Breaking = (files: IFilesystem) => Partial<IFilesystem>;

export function brokenFiles(breakIt: Breaking): FilesConformanceSetup {
  const network = new MemoryNetwork();
  network.files("a").makeFolders("/d");
  const { files } = reactorOn(network.host("a"));
  const broken = breakIt(files);
  const whole = new Proxy(files, {
    get(target, name) {
      const own = (broken as Record<PropertyKey, unknown>)[name];
      const value = own ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { files: whole, folder: "/d" };
}
