import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureFiles } from "./picture-files.ts";
import { smallRun } from "./small-run.test-fixture.ts";

const namesOf = (title: string): string[] =>
  pictureFiles(smallRun({ limit: 4 }), title).map(({ name }) => name);

test("a file of each kind, by the name of the run", () => {
  const files = pictureFiles(smallRun(), "Nothing is lost: seed 17");
  assert.deepEqual(
    files.map(({ name }) => name),
    ["html", "txt", "mmd", "pcapng"].map((kind) => `nothing-is-lost-seed-17.${kind}`),
  );
  const [page, text, mermaid, capture] = files.map(({ content }) => content);
  assert.match(page as string, /"title":"Nothing is lost: seed 17"/);
  assert.match(text as string, /^seconds +ann +bob\n/);
  assert.match(mermaid as string, /^sequenceDiagram\n/);
  assert.deepEqual((capture as Uint8Array).subarray(0, 4), Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a));
});

test("whatever the run is called, the files stay in their folder", () => {
  assert.equal(namesOf("../../etc/passwd\0")[0], "etc-passwd.html");
  assert.equal(namesOf("«»")[0], "run.html");
  assert.equal(namesOf(`${"long ".repeat(100)}: seed 3`)[0]?.slice(-12), "-seed-3.html");
  assert.ok(namesOf("x".repeat(500))[0]!.length < 100);
});
