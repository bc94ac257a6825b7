import { displayWidth, startOf } from './display-width.js';

/** Cut, not rounded: 499 of 500 is never shown as all of them. */
export function percentText(part: number, whole: number, digits = 1): string {
  const scale = 100 * 10 ** digits;
  return `${(Math.floor((part / whole) * scale + 1e-9) / 10 ** digits).toFixed(digits)} %`;
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

/** What of a text fits into so many columns of a terminal, at its end dots where something was cut. */
export function cutText(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${startOf(text, columns - 3)}...`;
}

/** A blank between a number and its unit, which stay together. */
const BEFORE_UNIT = /(?<=\d) (?=(?:%|ms|s|m|h|min)(?![\p{L}\p{N}]))/gu;
const TOGETHER = '\u{a0}';

/** The same on lines of at most so many columns, broken at blanks, and inside of a word only if it is longer. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let used = 0;
  const words = text.replace(BEFORE_UNIT, TOGETHER).split(' ');
  for (const word of words.flatMap((one) => chunks(one, columns))) {
    const width = displayWidth(word);
    const fits = lines.length > 0 && used + 1 + width <= columns;
    if (fits) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
    used = fits ? used + 1 + width : width;
  }
  return lines.map((line) => line.replaceAll(TOGETHER, ' '));
}

function chunks(word: string, columns: number): readonly string[] {
  const parts: string[] = [];
  let rest = word;
  while (displayWidth(rest) > columns) {
    // At least one character, or a column too narrow for it would never end.
    const part = startOf(rest, columns) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    parts.push(part);
    rest = rest.slice(part.length);
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest];
}
