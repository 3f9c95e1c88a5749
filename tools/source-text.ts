/**
 * TypeScript read as text: what of a file is code, and what it imports. Enough to hold the whole
 * repository to its rules in a moment, without a compiler.
 */

/** A part of a file that is not code. */
interface Span {
  readonly kind: "comment" | "text";
  readonly from: number;
  readonly to: number;
}

/** `source` with comments and the insides of strings, templates and regular expressions blanked out. */
export function codeOf(source: string): string {
  return blank(source, spansOf(source));
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Every `import … from`, `export … from`, `import "…"` and `import("…")`, types included. */
export function importsOf(source: string): Import[] {
  const spans = spansOf(source);
  const code = blank(source, spans);
  const imports: Import[] = [];
  for (const { kind, from, to } of spans) {
    if (kind !== "text" || !/["']/.test(source[from - 1] ?? "")) continue;
    if (!/(?:\bfrom|\bimport\s*\(?)\s*$/.test(code.slice(Math.max(0, from - 40), from - 1)))
      continue;
    imports.push({ specifier: source.slice(from, to), line: lineAt(source, from) });
  }
  return imports;
}

export function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

function blank(source: string, spans: readonly Span[]): string {
  let code = "";
  let at = 0;
  for (const { from, to } of spans) {
    code += source.slice(at, from) + source.slice(from, to).replace(/[^\n]/g, " ");
    at = to;
  }
  return code + source.slice(at);
}

/** After these a slash divides; after anything else it begins a regular expression. */
const ENDS_A_VALUE = /[\w$)\]}"'`]$/;
const KEYWORD =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|throw|new|else|do|await|yield)$/;

function spansOf(source: string): Span[] {
  const spans: Span[] = [];
  /** For each template that we are in a hole of: how many braces are open in that hole. */
  const holes: number[] = [];
  let before = "";
  let apart = false;
  let at = 0;

  const span = (kind: Span["kind"], from: number, to: number): void => {
    spans.push({ kind, from, to });
  };
  const template = (): void => {
    const from = at;
    while (at < source.length && source[at] !== "`" && !source.startsWith("${", at))
      at += source[at] === "\\" ? 2 : 1;
    span("text", from, at);
    if (source[at] === "`") {
      at += 1;
      before = "`";
    } else {
      at += 2;
      holes.push(0);
      before = "{";
    }
  };

  while (at < source.length) {
    const char = source[at]!;
    const two = source.slice(at, at + 2);
    if (two === "//" || two === "/*") {
      const from = at;
      const end = two === "//" ? source.indexOf("\n", at) : source.indexOf("*/", at + 2) + 2;
      at = end < from + 2 ? source.length : end;
      span("comment", from, at);
    } else if (char === '"' || char === "'") {
      const from = at + 1;
      at = endOfString(source, from, char);
      span("text", from, at);
      at += 1;
      before = char;
    } else if (char === "`") {
      at += 1;
      template();
    } else if (char === "}" && holes.at(-1) === 0) {
      holes.pop();
      at += 1;
      template();
    } else if (char === "/" && (!ENDS_A_VALUE.test(before) || KEYWORD.test(before))) {
      const from = at + 1;
      at = endOfRegExp(source, from);
      span("text", from, at);
      at += 1;
      before = ")";
    } else {
      if (holes.length > 0 && char === "{") holes[holes.length - 1]! += 1;
      if (holes.length > 0 && char === "}") holes[holes.length - 1]! -= 1;
      // Words are kept apart, so that `x return` does not read as one.
      if (/\s/.test(char)) apart = true;
      else {
        before = `${before}${apart ? " " : ""}${char}`.slice(-12);
        apart = false;
      }
      at += 1;
    }
  }
  return spans;
}

function endOfString(source: string, from: number, quote: string): number {
  let at = from;
  while (at < source.length && source[at] !== quote && source[at] !== "\n")
    at += source[at] === "\\" ? 2 : 1;
  return at;
}

function endOfRegExp(source: string, from: number): number {
  let at = from;
  let inClass = false;
  while (at < source.length && source[at] !== "\n" && (inClass || source[at] !== "/")) {
    if (source[at] === "[") inClass = true;
    if (source[at] === "]") inClass = false;
    at += source[at] === "\\" ? 2 : 1;
  }
  return at;
}
