import assert from "node:assert/strict";
import { test } from "node:test";
import { addToCorpus, type CorpusFile, runsInCorpus } from "./corpus.ts";

function file(text = ""): CorpusFile & { text: string } {
  return {
    text,
    read() {
      return this.text;
    },
    append(line) {
      this.text += `${line}\n`;
    },
  };
}

test("what fails is kept once, by scenario, with what failed; people may add lines", () => {
  const corpus = file("# kept by hand\n\nqueue: seed 3, faults 1\n");
  addToCorpus("queue", { seed: 17 }, 'always "x"\nat length', corpus);
  addToCorpus("queue", { seed: 17 }, "once more", corpus);
  addToCorpus("chat", { seed: 17 }, "another", corpus);
  assert.deepEqual(runsInCorpus("queue", corpus), [{ seed: 3, faults: [1] }, { seed: 17 }]);
  assert.deepEqual(runsInCorpus("chat", corpus), [{ seed: 17 }]);
  assert.match(corpus.text, /^queue: seed 17 {2}# always "x"$/m);
});

test("a line that names no run is an error", () => {
  assert.throws(() => runsInCorpus("queue", file("seventeen\n")), /names no run/);
});
