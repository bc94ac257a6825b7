import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { combineExitCodes, EXIT, exitCodeOf } from '../../src/run/exit-code.js';
import { ConfigError, InterruptError, PreflightError } from '../../src/storm/index.js';

describe('exit codes', () => {
  it('are all on the page that documents them, and no others', () => {
    const page = readFileSync('docs/errors.md', 'utf8');
    const documented = [...page.matchAll(/^\| (\d+) \| `(\w+)` \|/gm)].map((row) => [row[2], Number(row[1])]);
    expect(Object.fromEntries(documented)).toEqual(EXIT);
  });

  it('let an interrupt win over everything', () => {
    expect(combineExitCodes([EXIT.cleanupIncomplete, EXIT.sigint, EXIT.notAllUsable])).toBe(130);
  });

  it('otherwise are the highest one', () => {
    expect(combineExitCodes([EXIT.notAllUsable, EXIT.cleanupIncomplete, EXIT.unexpected])).toBe(6);
    expect(combineExitCodes([])).toBe(0);
  });

  it('tell bad input, a refusal, an interrupt and everything else apart', () => {
    expect(exitCodeOf(new ConfigError(['x']))).toBe(2);
    expect(exitCodeOf(new PreflightError([]))).toBe(3);
    expect(exitCodeOf(new InterruptError('SIGTERM'))).toBe(143);
    expect(exitCodeOf(new Error('x'))).toBe(1);
  });
});
