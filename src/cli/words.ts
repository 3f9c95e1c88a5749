/** Which word of a command line is what, before the commands that it names are known. */
import type { Option } from "commander";

/** Where the first word is that is neither an option nor the value of one; the number of words where there is none. */
export function firstOperand(words: readonly string[], options: readonly Option[]): number {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") return at + 1;
    if (!isOption(word)) return at;
    if (awaitsValue(word, options) !== undefined) at += 1;
  }
  return words.length;
}

export function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

/** The option that `word` is, if the next word is its value: `--listen` and `-l`, and neither `--listen=x` nor `-lx`. */
export function awaitsValue(word: string, options: readonly Option[]): Option | undefined {
  return options.find(
    (option) => option.required && (option.long === word || option.short === word),
  );
}
