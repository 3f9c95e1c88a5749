import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { mermaidTrace } from "./mermaid-trace.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import type { TraceEvents } from "./trace.ts";

test("a line for each thing that went from host to host, lost ones with a cross, and notes", () => {
  assert.deepEqual(mermaidTrace(smallRun({ big: 1 })).split("\n"), [
    "sequenceDiagram",
    "  participant h0 as ann",
    "  participant h1 as bob",
    "  h0->>h1: 0.000 SYN +10 ms",
    "  h1->>h0: 0.010 SYN-ACK +10 ms",
    "  h0->>h1: 1.000 UDP #34;which way?#34; +10 ms",
    "  h0->>h1: 1.000 #34;hello#34; +10 ms",
    "  h1->>h0: 1.010 #34;HELLO#34; +10 ms",
    "  Note over h0,h1: 2.000 partition#58; ann and bob",
    "  h0-xh1: 2.000 UDP 3 bytes#58; ff 00 01",
    "  h0-xh1: 2.000 #34;hello?#34;",
    "  Note over h0: 2.100 waits for bob",
    "  Note over h0,h1: 2.100 heal#58; ann and bob",
    "  h0->>h1: 2.220 again#58; #34;hello?#34; +10 ms",
    "  h1->>h0: 2.230 #34;HELLO?#34; +10 ms",
    "  h0->>h1: 3.100 #34;.#34; +10 ms",
    "  h1->>h0: 3.110 #34;.#34; +10 ms",
    "  h0->>h1: 4.100 FIN +10 ms",
    "  h1->>h0: 4.110 FIN +10 ms",
    "",
  ]);
});

test("no more lines than asked for, and acknowledgements if asked for", () => {
  const lines = mermaidTrace(smallRun(), { limit: 5 }).trimEnd().split("\n");
  assert.equal(lines.length, 3 + 5);
  assert.match(lines[5] ?? "", /Note over h0,h1: \d+ more are left out/);
  assert.match(mermaidTrace(smallRun(), { acks: true }), /ACK 5 \+10 ms/);
  assert.doesNotMatch(mermaidTrace(smallRun()), /ACK 5/);
});

test("nothing that came from a run is syntax", () => {
  const evil = 'end\n%%{init: {}}%%;#35; <script>alert("x")</script> `a`';
  const trace: TraceEvents = {
    hosts: [evil],
    events: [
      { at: 0, kind: "note", host: evil, text: evil },
      { at: 1, kind: "fault", from: evil, to: evil, text: evil },
      { at: 1, kind: "sent", from: evil, to: evil, id: 1, datagram: utf8(evil) },
    ],
  };
  const lines = mermaidTrace(trace).trimEnd().split("\n");
  assert.equal(lines.length, 5);
  for (const line of lines.slice(1)) {
    const text = line.replace(/^ {2}(?:participant h0 as |Note over h0: |h0->>h0: )/, "");
    assert.notEqual(text, line);
    assert.doesNotMatch(text.replaceAll(/#\d+;/g, ""), /[^\w .,+()/=?!_…×-]/);
  }
  assert.equal(mermaidTrace({ hosts: [], events: [] }), "sequenceDiagram\n");
});
