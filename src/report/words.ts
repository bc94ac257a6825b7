/** Cut, not rounded: 499 of 500 is never shown as all of them. */
export function percentText(part: number, whole: number, digits = 1): string {
  const scale = 100 * 10 ** digits;
  return `${(Math.floor((part / whole) * scale + 1e-9) / 10 ** digits).toFixed(digits)} %`;
}

/** A number with its noun, which takes an s unless there is one. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A time for people, e.g. `50.25 s`; `unknown` for `null`, `not reached` for Infinity. */
export function secondsText(ms: number | null): string {
  if (ms === null) return 'unknown';
  return ms === Number.POSITIVE_INFINITY ? 'not reached' : `${(ms / 1000).toFixed(2)} s`;
}

/** A percentile of all due for people; where it is infinite, with the share that did become usable. */
export function ofDueText(ms: number | null, usable: number, due: number): string {
  return ms === Number.POSITIVE_INFINITY
    ? `not reached (${percentText(usable, due, 0)} became usable)`
    : secondsText(ms);
}

/**
 * Text of a server on one line that can do nothing to a terminal or to the direction of the text around it: control
 * and formatting characters and broken surrogates become spaces, runs of blanks one.
 */
export function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** At most `length` code points of a text, the last of them dots where something was cut. */
export function cutText(text: string, length: number): string {
  const characters = text.length <= length ? [] : [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 3).join('')}...`;
}

/** The same on lines of at most `width` characters, broken at blanks, and inside of a word only if it is longer. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((one) => chunks(one, width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function chunks(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  return Array.from({ length: Math.ceil(word.length / width) }, (_, at) =>
    word.slice(at * width, (at + 1) * width),
  );
}
