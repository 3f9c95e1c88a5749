/** The patterns of shells: `*`, `?`, `[a-z]`, `[!a]`. In time that grows with text times pattern, whatever they are. */

/** Does the pattern stand for the whole of `name`? As in shells, a dot at its beginning has to be asked for. */
export function globMatches(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  const pieces = piecesOf(pattern);
  const letters = [...name];
  let [piece, letter] = [0, 0];
  /** Where the last star was, and how much of the name it stands for so far. */
  let star = -1;
  let starEnd = 0;
  while (letter < letters.length) {
    const test = pieces[piece];
    if (test === "*") {
      star = piece++;
      starEnd = letter;
    } else if (test?.(letters[letter]!)) {
      piece += 1;
      letter += 1;
    } else {
      if (star < 0) return false;
      piece = star + 1;
      starEnd += 1;
      letter = starEnd;
    }
  }
  while (pieces[piece] === "*") piece += 1;
  return piece === pieces.length;
}

type Piece = "*" | ((letter: string) => boolean);

function piecesOf(pattern: string): Piece[] {
  const letters = [...pattern];
  const pieces: Piece[] = [];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!;
    if (letter === "*") pieces.push("*");
    else if (letter === "?") pieces.push(() => true);
    else {
      // A `]` that comes first is one of the letters.
      const from = letters[at + 1] === "!" ? at + 2 : at + 1;
      const end = letter === "[" ? letters.indexOf("]", from + 1) : -1;
      if (end < 0) pieces.push((other) => other === letter);
      else {
        pieces.push(oneOf(letters.slice(from, end), from === at + 2));
        at = end;
      }
    }
  }
  return pieces;
}

function oneOf(letters: readonly string[], none: boolean): (letter: string) => boolean {
  const ranges: [string, string][] = [];
  for (let at = 0; at < letters.length; at++) {
    const range = letters[at + 1] === "-" && at + 2 < letters.length;
    ranges.push([letters[at]!, range ? letters[at + 2]! : letters[at]!]);
    if (range) at += 2;
  }
  return (letter) => ranges.some(([from, to]) => letter >= from && letter <= to) !== none;
}
