import { describe, expect, it } from 'vitest';
import { crashText } from '../../src/cli/crash-text.js';

const TOKEN = 'abcDEF1234-abcdefghijKLMNOP123456';

describe('the text of a crash', () => {
  it('tells message, place and cause', () => {
    const error = new Error('it broke', { cause: new TypeError('of nothing') });
    const text = crashText(error, { argv: [], env: {} });
    expect(text).toContain('Error: it broke');
    expect(text).toContain('crash-text.test.ts');
    expect(text).toContain('cause: TypeError: of nothing');
  });

  it.each([
    ['the token of the environment', ['run'], { CODER_SESSION_TOKEN: 'hunter2-env' }],
    ['the token of a flag', ['run', '--token', 'hunter2-flag'], {}],
    ['the token of a flag with an equals sign', ['run', '--token=hunter2-flag'], {}],
    ['the value of a header', ['run', '--header', 'X-Gate=hunter2-gate'], {}],
    ['the value of a header in the environment', [], { CODER_HEADER: 'X-Gate=hunter2-gate,X-More=1' }],
    ['the value of a parameter', ['run', '--parameter=password=hunter2-par'], {}],
  ])('does not tell %s', (_, argv, env) => {
    const [secret = ''] = /hunter2-[a-z]+/.exec(JSON.stringify([argv, env])) ?? [];
    const text = crashText(new Error(`sent ${secret}`), { argv, env });
    expect(text).toContain('sent [secret]');
    expect(text).not.toContain('hunter2');
  });

  it('does not tell what looks like a token or a password of a created user', () => {
    const text = crashText(new Error(`${TOKEN} and aB3aB3aB3aB3aB3aB3aB3aB3aB3a`), { argv: [], env: {} });
    expect(text).toContain('[secret] and [secret]');
  });

  it('tells nothing of the other fields of an error', () => {
    const error = Object.assign(new Error('lost'), { headers: ['Coder-Session-Token', 'hunter2'] });
    expect(crashText(error, { argv: [], env: {} })).not.toContain('hunter2');
  });

  it('sends nothing to the terminal, whatever was thrown', () => {
    expect(crashText('\u{1b}[2Jgone', { argv: [], env: {} })).toBe(' [2Jgone');
    expect(crashText(undefined, { argv: [], env: {} })).toBe('undefined');
  });
});
