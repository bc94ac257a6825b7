import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { countFlag, durationFlag, listFlag, switchFlag, textFlag } from '../../../src/cli/flags/flag.js';
import { addFlags, resolveOptions, textsOf } from '../../../src/cli/flags/resolve.js';
import { ConfigError } from '../../../src/storm/index.js';

const group = 'Test:';
const table = {
  count: countFlag({
    name: 'count',
    short: 'c',
    env: 'T_COUNT',
    group,
    description: '',
    min: 1,
    max: 10,
    fallback: 3,
  }),
  limitMs: durationFlag({ name: 'limit', env: 'T_LIMIT', group, description: '', fallback: null }),
  tags: listFlag({
    name: 'tag',
    env: 'T_TAGS',
    group,
    placeholder: '<tag>',
    description: '',
    parseItem: (t) => t,
  }),
  noCleanup: switchFlag({ name: 'no-cleanup', env: 'T_NO_CLEANUP', group, description: '' }),
  token: textFlag({
    name: 'token',
    env: 'T_TOKEN',
    group,
    placeholder: '<t>',
    description: '',
    secret: true,
  }),
};

function parse(argv: string[], env: Record<string, string> = {}, file: Record<string, unknown> = {}) {
  const command = new Command().exitOverride();
  addFlags(command, table);
  command.parse(argv, { from: 'user' });
  return resolveOptions(table, { flags: textsOf(command, table), env, file });
}

describe('resolveOptions', () => {
  it('takes the flag before the environment, the environment before the file, the file before the default', () => {
    const env = { T_COUNT: '5' };
    const file = { count: 6 };
    expect(parse(['-c', '4'], env, file).values.count).toBe(4);
    expect(parse([], env, file).values.count).toBe(5);
    expect(parse([], {}, file).values.count).toBe(6);
    expect(parse([]).values.count).toBe(3);
  });

  it('says where each value came from', () => {
    const { given } = parse(['-c', '4'], { T_LIMIT: '5m' }, { tag: ['a'] });
    expect(Object.fromEntries(given)).toEqual({ count: 'flag', limit: 'environment', tag: 'file' });
  });

  it('gives durations in milliseconds and lists whole', () => {
    const { values } = parse(['--limit', '1h30m', '--tag', 'a', '--tag', 'b']);
    expect(values.limitMs).toBe(5_400_000);
    expect(values.tags).toEqual(['a', 'b']);
  });

  it('reads a flag that begins with no as a switch of its own', () => {
    expect(parse([]).values.noCleanup).toBe(false);
    expect(parse(['--no-cleanup']).values.noCleanup).toBe(true);
    expect(parse([], { T_NO_CLEANUP: 'true' }).values.noCleanup).toBe(true);
  });

  it('reports every problem at once, each with the place it came from', () => {
    const { problems } = parse(['-c', '0'], { T_LIMIT: '5 minutes' }, { colour: 'red' });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain('--count must be a whole number from 1 to 10');
    expect(problems[1]).toContain('T_LIMIT (--limit) must be a duration');
    expect(problems[2]).toContain('"colour" in the configuration file');
  });

  it('reports every problem of every item of a list, each with the place it came from', () => {
    const { problems, values } = resolveOptions(
      {
        pairs: listFlag({
          name: 'pair',
          env: 'T_PAIRS',
          group,
          placeholder: '<pair>',
          description: '',
          parseItem: (text) => {
            throw new ConfigError([`${text} lacks a name`, `${text} lacks a value`]);
          },
        }),
      },
      { flags: {}, env: { T_PAIRS: 'a,b' }, file: {} },
    );
    expect(problems).toEqual([
      'T_PAIRS (--pair) a lacks a name',
      'T_PAIRS (--pair) a lacks a value',
      'T_PAIRS (--pair) b lacks a name',
      'T_PAIRS (--pair) b lacks a value',
    ]);
    expect(values.pairs).toEqual([]);
  });

  it('never repeats a secret, neither in a report nor in a message', () => {
    expect(parse(['--token', 'hunter2']).texts).toEqual({});
    expect(() => parse([], { T_TOKEN: 'x' })).not.toThrow();
  });

  it('reads lists from the environment as one line of CSV, as Coder does', () => {
    expect(parse([], { T_TAGS: 'a, b' }).values.tags).toEqual(['a', 'b']);
    expect(parse([], { T_TAGS: 'x=1,"y=[""p"",""q""]"' }).values.tags).toEqual(['x=1', 'y=["p","q"]']);
  });

  it('treats an empty environment variable as not set', () => {
    expect(parse([], { T_COUNT: '' }).values.count).toBe(3);
  });
});
