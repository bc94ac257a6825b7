import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nineam } from './support/processes.js';

const ROOT = join(import.meta.dirname, '../..');
const ELIDED = '…';

/** A command of the page, and the pieces of its output that the page shows. */
interface Example {
  readonly command: string;
  readonly pieces: readonly string[];
}

function examplesOf(page: string): readonly Example[] {
  return [...page.matchAll(/^```\n\$ nineam (.+)\n([\s\S]*?)^```$/gm)].map(
    ([, command = '', shown = '']) => ({
      command,
      pieces: shown
        .split(`${ELIDED}\n`)
        .map((piece) => piece.trimEnd())
        .filter((piece) => piece !== ''),
    }),
  );
}

/** Words as a shell splits them, as far as the page quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('docs/plan-capacity.md', async () => {
  const page = await readFile(join(ROOT, 'docs/plan-capacity.md'), 'utf8');

  it('shows every question that a plan answers', () => {
    const asked = new Set(examplesOf(page).map(({ command }) => command.split(' ')[1]));
    expect([...asked].sort()).toEqual(['capacity', 'check', 'knee', 'predict', 'stagger', 'sweep']);
  });

  it.each(examplesOf(page))('prints what the page shows: $command', async ({ command, pieces }) => {
    // Paths on the page are those of a clone, in which the tests run.
    const { stderr, stdout } = await nineam(wordsOf(command), {});
    expect(stderr).toBe('');
    const printed = stdout.replaceAll(/ +$/gm, '');
    let from = 0;
    for (const piece of pieces) {
      const at = printed.indexOf(piece, from);
      expect(at, `${piece}\n--- is not in ---\n${printed}`).toBeGreaterThanOrEqual(0);
      from = at + piece.length;
    }
  });
});
