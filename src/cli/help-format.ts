import { Help, type HelpConfiguration } from 'commander';

/** What a description needs beside its term; below that it stands under it. */
const SHORTEST_COLUMN = 40;
const INDENT = '  ';
const UNDER = 8;
/** Narrower than this nothing is wrapped. */
const NARROWEST = 20;

/** Help whose descriptions are wrapped in narrow terminals too: under their terms, where there is no room beside. */
export const helpFormat: HelpConfiguration = { minWidthToWrap: NARROWEST, formatItem };

/** Items of help beyond flags and commands, in the same form; lines of a description are wrapped one by one. */
export function helpItems(items: readonly (readonly [string, string])[], width: number): string {
  const helper = Object.assign(new Help(), { helpWidth: width, minWidthToWrap: NARROWEST });
  const termWidth = Math.max(...items.map(([term]) => term.length));
  return items.map(([term, description]) => formatItem(term, termWidth, description, helper)).join('\n');
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  if (description === '') return `${INDENT}${term}`;
  const width = helper.helpWidth ?? 80;
  const before = termWidth + 2 * INDENT.length;
  const isBeside = width - before >= SHORTEST_COLUMN;
  const indent = ' '.repeat(isBeside ? before : UNDER);
  const text = helper.boxWrap(description, width - indent.length).replaceAll('\n', `\n${indent}`);
  return isBeside
    ? `${INDENT}${term.padEnd(termWidth)}${INDENT}${text}`
    : `${INDENT}${term}\n${indent}${text}`;
}
