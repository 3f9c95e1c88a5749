import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import { htmlTrace } from "./html-trace.ts";
import { smallRun } from "./small-run.test-fixture.ts";
import type { TraceEvents } from "./trace.ts";

interface PageData {
  readonly title: string;
  readonly hosts: readonly string[];
  readonly moments: readonly PageMoment[];
}

interface PageMoment {
  readonly kind: string;
  readonly label: string;
  readonly data?: string;
  readonly lost?: boolean;
  readonly again?: boolean;
  readonly untilIndex?: number;
}

const between = (page: string, start: string, end: string): string =>
  page.split(start)[1]?.split(end)[0] ?? "";
const dataOf = (page: string): PageData =>
  JSON.parse(between(page, '<script type="application/json" id="trace">', "</script>")) as PageData;

test("the policy of the page knows its script and its style by their hashes, and allows nothing else", () => {
  const page = htmlTrace(smallRun());
  const policy = between(page, 'Content-Security-Policy" content="', '"');
  const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64");
  const script = hashOf(between(page, "<script>", "</script>"));
  const style = hashOf(between(page, "<style>", "</style>"));
  assert.equal(
    policy,
    `default-src 'none'; script-src 'sha256-${script}'; style-src 'sha256-${style}'`,
  );
});

test("the page needs nothing from elsewhere, and has what its script asks for", () => {
  const page = htmlTrace(smallRun());
  assert.doesNotMatch(page, /\b(?:src|href)=|https?:|style="|\son\w+="/);
  const script = between(page, "<script>", "</script>");
  const asked = [...script.matchAll(/\bat\("([\w-]+)"\)/g)].map((match) => match[1]!);
  const list = /const \[scroller[^=]*= \[([^\]]*)\]/.exec(script)?.[1] ?? "";
  asked.push(...[...list.matchAll(/"(\w+)"/g)].map((match) => match[1]!));
  assert.ok(asked.length > 10);
  for (const id of asked) assert.equal(page.split(`id="${id}"`).length, 2, id);
});

test("every moment of the run is in the page, with what was in it", () => {
  const { title, hosts, moments } = dataOf(htmlTrace(smallRun(), { title: "seed 5" }));
  assert.equal(title, "seed 5");
  assert.deepEqual(hosts, ["ann", "bob"]);
  const again = moments.find((moment) => moment.again);
  assert.deepEqual(again, {
    ...{ kind: "data", at: 2.22, until: 2.23, untilIndex: again?.untilIndex, again: true },
    ...{ from: 0, to: 1, label: 'again: "hello?"', connection: 0, size: 6, data: btoa("hello?") },
    ports: ["ann:49152", "bob:80"],
    fields: { flags: "ACK", seq: 5, ack: 5, window: 65_536 },
  });
  const kinds = new Set(moments.map(({ kind }) => kind));
  assert.deepEqual(kinds, new Set(["control", "ack", "datagram", "data", "fault", "note"]));
  assert.equal(moments.filter(({ lost }) => lost).length, 2);
  assert.deepEqual(
    moments.find(({ kind }) => kind === "note"),
    { kind: "note", at: 2.1, of: [0], label: "waits for bob" },
  );
});

test("of long payloads the page has the beginning, and of a long trace it says what is left out", () => {
  const trace = smallRun({ limit: 20 });
  const { moments } = dataOf(htmlTrace(trace, { payloadLimit: 3 }));
  for (const { data } of moments) assert.ok((data ?? "").length <= 4);
  assert.equal(
    moments.find(({ kind }) => kind === "gap")?.label,
    `${trace.leftOut} events are left out`,
  );
});

test("hostile hosts, texts and bytes stay what they are", () => {
  const evil = "</script><script>alert(1)</script><!--\u202e\u2028\ud800\0$&";
  const sent = { at: 1, kind: "sent", from: evil, to: evil, id: 1 } as const;
  const trace: TraceEvents = {
    hosts: [evil],
    events: [
      { at: 0, kind: "note", host: evil, text: evil },
      { at: 0, kind: "fault", from: evil, to: "*", text: evil },
      { ...sent, source: { host: evil, port: 1 }, datagram: utf8(evil) },
    ],
  };
  const page = htmlTrace(trace, { title: evil });
  const plain = htmlTrace({ hosts: [], events: [] });
  for (const markup of ["<script", "</script", "<!--"])
    assert.equal(page.split(markup).length, plain.split(markup).length, markup);
  const { title, hosts, moments } = dataOf(page);
  const shown = "</script><script>alert(1)</script><!--\\u{202e}\\u{2028}\\u{d800}\\0$&";
  assert.deepEqual([title, hosts], [shown, [shown]]);
  assert.equal(moments[0]?.label, shown);
  assert.equal(atob(moments[2]?.data ?? "").slice(0, 9), "</script>");
});
