import { describe, expect, it } from 'vitest';
import { watchInterrupts } from '../../src/cli/interrupts.js';

function waiting(unsaved: () => readonly string[]) {
  const said: string[] = [];
  const listeners = new Set<(signal: 'SIGINT' | 'SIGTERM') => void>();
  const exits: number[] = [];
  let left = 0;
  const watch = watchInterrupts(
    {
      stderr: { write: (text) => void said.push(text), isTTY: false },
      exitNow: (code) => void exits.push(code),
      onSignal: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    unsaved,
    () => {
      left += 1;
    },
  );
  const signal = (name: 'SIGINT' | 'SIGTERM') => {
    for (const listener of listeners) listener(name);
  };
  return { said, exits, listeners, signal, left: () => left, ...watch };
}

describe('watchInterrupts', () => {
  it('says what is being saved, and at a second signal what was not', async () => {
    const files = ['a.csv', 's.json'];
    const w = waiting(() => files);
    w.signal('SIGINT');
    await w.interrupted;
    expect(w.exits).toEqual([]);
    files.shift();
    w.signal('SIGINT');
    expect(w.said).toEqual([
      'nineam: SIGINT: saving a.csv and s.json; once more to leave without them\n',
      'nineam: SIGINT again: s.json was not saved\n',
    ]);
    expect(w.exits).toEqual([130]);
    expect(w.left()).toBe(1);
  });

  it('says nothing where nothing is to be saved, and still leaves at once at a second signal', async () => {
    const w = waiting(() => []);
    w.signal('SIGTERM');
    await w.interrupted;
    expect(w.said).toEqual([]);
    w.signal('SIGTERM');
    expect(w.said).toEqual(['nineam: SIGTERM again: left at once\n']);
    expect(w.exits).toEqual([143]);
  });

  it('listens no more once it is told so', async () => {
    const w = waiting(() => ['s.json']);
    w.signal('SIGINT');
    await w.interrupted;
    w.end();
    expect(w.listeners.size).toBe(0);
  });
});
