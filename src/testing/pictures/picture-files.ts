/** All pictures of a run, as files that somebody else writes. */
import { asciiTrace } from "./ascii-trace.ts";
import { htmlTrace } from "./html-trace.ts";
import { mermaidTrace } from "./mermaid-trace.ts";
import { pcapTrace } from "./pcap-trace.ts";
import type { TraceEvents } from "./trace.ts";

export interface PictureFile {
  /** Letters, digits, dots and hyphens: a name on any file system. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

const LONGEST_NAME = 80;

/** A page, a text, a Mermaid diagram and a capture, called `title`, with what files cannot be called left out. */
export function pictureFiles(trace: TraceEvents, title: string): readonly PictureFile[] {
  const name = nameOf(title);
  return [
    { name: `${name}.html`, content: htmlTrace(trace, { title }) },
    { name: `${name}.txt`, content: asciiTrace(trace) },
    { name: `${name}.mmd`, content: mermaidTrace(trace) },
    { name: `${name}.pcapng`, content: pcapTrace(trace) },
  ];
}

function nameOf(title: string): string {
  const plain = title
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .slice(-LONGEST_NAME)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "run" : plain.toLowerCase();
}
