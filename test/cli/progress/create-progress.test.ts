import { describe, expect, it } from 'vitest';
import { createProgress, PlainProgress, TerminalProgress } from '../../../src/cli/progress/index.js';
import { VirtualClock } from '../../../src/time/index.js';
import { stage } from '../../live/progress/story.js';
import { FakeTerminal } from './fake-terminal.js';

function create(env: Record<string, string>, isTTY = true) {
  const clock = new VirtualClock();
  const terminal = new FakeTerminal();
  const out = isTTY ? terminal : { write: (text: string) => terminal.write(text) };
  return { terminal, progress: createProgress({ out, env, clock, realClock: clock, total: 1 }) };
}

describe('createProgress', () => {
  it('is live on a terminal', () => {
    expect(create({ TERM: 'xterm' }).progress).toBeInstanceOf(TerminalProgress);
  });

  it.each([
    ['a pipe', {}, false],
    ['a terminal that cannot move its cursor', { TERM: 'dumb' }, true],
    ['continuous integration', { TERM: 'xterm', CI: 'true' }, true],
  ])('writes lines to %s', (_, env, isTTY) => {
    expect(create(env, isTTY).progress).toBeInstanceOf(PlainProgress);
  });

  it.each([
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{}, true],
  ])('with %o has color: %s', (env, colored) => {
    const { terminal, progress } = create(env);
    progress.onEvent(stage('setup'));
    progress.onEvent({ type: 'notice', level: 'warning', message: 'x' });
    expect(terminal.colored).toBe(colored);
  });

  it.each([
    [{ LANG: 'C' }, false],
    [{ LANG: 'C', LC_ALL: 'en_US.UTF-8' }, true],
    [{ LANG: 'en_US.utf8' }, true],
    [{}, true],
  ])('with %o draws blocks: %s', (env, blocks) => {
    const { terminal, progress } = create(env);
    progress.onEvent(stage('setup'));
    expect(terminal.text.includes('░')).toBe(blocks);
  });
});
