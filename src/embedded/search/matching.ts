/**
 * A test for texts that hold `pattern`, whatever the case; `%` in it stands for any characters and `_` for any one, as
 * the database has it, and a backslash takes the meaning from the character behind it. Takes time in proportion to the
 * lengths of text and pattern multiplied, whatever they are.
 * @param pattern - In lower case.
 */
export function containing(pattern: string): (text: string) => boolean {
  if (!/[%_\\]/.test(pattern)) return (text) => text.toLowerCase().includes(pattern);
  const pieces = piecesOf(pattern);
  return (text) => holdsInOrder(text.toLowerCase(), pieces);
}

/** One character of a pattern; `null` for any. */
type PatternCharacter = string | null;

/** The pattern between its `%`s. */
function piecesOf(pattern: string): readonly (readonly PatternCharacter[])[] {
  let piece: PatternCharacter[] = [];
  const pieces = [piece];
  let literal = false;
  for (const character of pattern.split('')) {
    if (!literal && character === '\\') {
      literal = true;
    } else if (!literal && character === '%') {
      piece = [];
      pieces.push(piece);
    } else {
      piece.push(!literal && character === '_' ? null : character);
      literal = false;
    }
  }
  // A backslash at the end takes the meaning from the `%` that stands behind every pattern.
  if (literal) piece.push('%');
  return pieces;
}

/** Whether the pieces come one behind the other; the first place of each is as good as any. */
function holdsInOrder(text: string, pieces: readonly (readonly PatternCharacter[])[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = placeOf(piece, text, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

function placeOf(piece: readonly PatternCharacter[], text: string, from: number): number {
  for (let at = from; at + piece.length <= text.length; at++) {
    if (piece.every((character, i) => character === null || text[at + i] === character)) return at;
  }
  return -1;
}
