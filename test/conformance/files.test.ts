/** The conformance suite for files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MemoryNetwork } from "torsion/platform/memory";
import { node } from "torsion/platform/node";
import { reactorOn } from "torsion/reactor/core";
import { filesConformance } from "torsion/testing";

filesConformance(test, "memory, files", () => {
  const network = new MemoryNetwork();
  network.files("a").makeFolders("/var/folder");
  return { files: reactorOn(network.host("a")).files, folder: "/var/folder" };
});

filesConformance(test, "node, files", () => {
  const folder = mkdtempSync(join(tmpdir(), "torsion-files-"));
  return {
    files: reactorOn(node()).files,
    folder,
    close: () => rmSync(folder, { recursive: true }),
  };
});
