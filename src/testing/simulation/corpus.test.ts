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

test("lines of others, comments and what a merge has left are passed over; a wrong line of ours is an error", () => {
  const text = "<<<<<<< ours\nseventeen\nchat: seed 5x\n# queue: seed 4\nthe queue: seed 9\n";
  assert.deepEqual(runsInCorpus("queue", file(text)), []);
  assert.throws(
    () => runsInCorpus("chat", file(text)),
    /the corpus .*"chat: seed 5x" names no run/,
  );
});

test("any name has its lines, with whatever ends of lines, and nothing is written onto another line", () => {
  const text = "#12: lost  # or not: seed 3  # why: seed 7\r\n#12: lost  # or not: seed 4";
  const corpus = file(text);
  const name = "#12: lost  # or not";
  assert.deepEqual(runsInCorpus(name, corpus), [{ seed: 3 }, { seed: 4 }]);
  addToCorpus(name, { seed: 3 }, "again", corpus);
  assert.equal(corpus.text, text);
  addToCorpus(name, { seed: 5 }, "another", corpus);
  assert.deepEqual(runsInCorpus(name, corpus), [{ seed: 3 }, { seed: 4 }, { seed: 5 }]);
});
