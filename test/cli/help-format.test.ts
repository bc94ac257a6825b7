import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';

/** What a command says in a terminal of so many columns. */
async function said(columns: number, ...argv: readonly string[]): Promise<readonly string[]> {
  const texts: string[] = [];
  const stream = { write: (text: string) => void texts.push(text), isTTY: true, columns };
  const io = { argv, env: {}, cwd: '/', stdout: stream, stderr: stream, nineamVersion: '1' };
  const code = await main(io as unknown as Io);
  expect(code).toBe(argv.includes('--help') ? 0 : 2);
  return texts.join('').split('\n');
}

/** A flag or a setting with its values is one word, however long. */
const isOneTerm = (line: string) => /^ {2}-/.test(line) || !line.trim().includes(' ');

describe('help', () => {
  it.each(['run', 'cleanup', 'serve'])('of %s wraps its descriptions to the terminal', async (command) => {
    for (const columns of [80, 100, 140]) {
      const lines = await said(columns, command, '--help');
      expect(lines.length).toBeGreaterThan(20);
      expect(lines.filter((line) => line.length > columns && !isOneTerm(line))).toEqual([]);
    }
  });

  it('puts a description under its flag where there is no room beside it', async () => {
    const at80 = await said(80, 'serve', '--help');
    const at = at80.indexOf('  --address <host:port>');
    expect(at80[at + 1]).toMatch(/^ {8}where to listen/);
    const at140 = await said(140, 'serve', '--help');
    expect(at140.find((line) => line.startsWith('  --address'))).toContain('where to listen');
  });
});

describe('a list of problems', () => {
  it('begins on a line of its own, and a single problem behind the name', async () => {
    const several = await said(80, 'serve', '--time-scale', '0', '--seed-time-zone', 'Mars');
    expect(several[0]).toBe('nineam:');
    expect(several[1]).toMatch(/^- --/);
    expect(several[2]).toMatch(/^- --/);
    const one = await said(80, 'serve', '--seed-time-zone', 'Mars');
    expect(one[0]).toBe(
      "nineam: --seed-time-zone must be an IANA time zone such as Europe/Berlin or UTC, got 'Mars'",
    );
  });
});
