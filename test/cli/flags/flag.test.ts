import { describe, expect, it } from 'vitest';
import { percentFlag } from '../../../src/cli/flags/flag.js';

describe('a flag of a percentage', () => {
  const flag = percentFlag({ name: 'share', group: '', description: '', fallback: null });
  const parse = (text: string) => flag.parse([text]);

  it('may leave out its sign where no share can be meant', () => {
    expect(['95', '95%', '0.5%', '1%', '1.5'].map(parse)).toEqual([95, 95, 0.5, 1, 1.5]);
  });

  it('must have it where it could be a share', () => {
    expect(() => parse('0.95')).toThrow("0.95% or 95%, got '0.95'");
    expect(() => parse('1')).toThrow("1% or 100%, got '1'");
  });

  it.each(['', '0', '0%', '-5%', '101%', 'half', '1e2'])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow('must be a percentage above 0 and up to 100');
  });
});
