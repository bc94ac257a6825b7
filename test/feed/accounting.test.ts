import { describe, expect, it } from 'vitest';
import type { WorkspaceListClient } from '../../src/collect/index.js';
import { Accounting } from '../../src/feed/accounting.js';
import type { BuildExpectation } from '../../src/feed/index.js';
import type { Transition } from '../../src/storm/index.js';

const signal = new AbortController().signal;

/** A deployment of which only counts are known. */
class Counts implements WorkspaceListClient {
  readonly asked: string[] = [];
  now: Record<string, number> = {};

  readonly workspaces: WorkspaceListClient['workspaces'] = {
    list: async ({ q = '' }) => {
      const status = q.split('status:')[1] ?? '';
      this.asked.push(status);
      return { workspaces: [], count: this.now[status] ?? 0 };
    },
  };
}

function scheduled(count: number, transition: Transition = 'start'): BuildExpectation[] {
  return existing(count, transition).map((expectation) => ({ ...expectation, notBeforeRealMs: 1 }));
}

function existing(count: number, transition: Transition = 'start'): BuildExpectation[] {
  return Array.from({ length: count }, (_, i) => ({
    workspaceName: `w-${i}`,
    workspaceId: `id-${i}`,
    buildNumber: 3,
    transition,
  }));
}

function begin(now: Record<string, number>): { counts: Counts; accounting: Accounting } {
  const counts = new Counts();
  counts.now = now;
  return { counts, accounting: new Accounting(counts, 'w-') };
}

describe('Accounting', () => {
  it('asks one count while all wait to be created', async () => {
    const { counts, accounting } = begin({ stopped: 300 });
    expect(await accounting.explains(scheduled(300), false, signal)).toBe(true);
    expect(counts.asked).toEqual(['stopped']);
  });

  it('adds up those not created, pending and in progress', async () => {
    const { counts, accounting } = begin({ stopped: 100, pending: 150, starting: 50 });
    expect(await accounting.explains(scheduled(300), false, signal)).toBe(true);
    expect(counts.asked).toEqual(['stopped', 'pending', 'starting']);
    counts.now = { stopped: 100, pending: 149, starting: 50 };
    expect(await accounting.explains(scheduled(300), false, signal)).toBe(false);
  });

  it('is content with half of them in one state, if told to be', async () => {
    const { accounting } = begin({ pending: 150 });
    expect(await accounting.explains(scheduled(300), true, signal)).toBe(true);
    expect(await accounting.explains(scheduled(301), true, signal)).toBe(false);
    expect(await begin({ pending: 150 }).accounting.explains(scheduled(300), false, signal)).toBe(false);
  });

  it('asks first for the state that was enough last time', async () => {
    const { counts, accounting } = begin({ pending: 300 });
    await accounting.explains(scheduled(300), false, signal);
    counts.asked.length = 0;
    counts.now = { pending: 299, starting: 5 };
    await accounting.explains(scheduled(299), false, signal);
    expect(counts.asked).toEqual(['pending']);
  });

  it('does not count workspaces at rest for builds that exist already', async () => {
    const { counts, accounting } = begin({ stopped: 300 });
    expect(await accounting.explains(existing(300), false, signal)).toBe(false);
    expect(counts.asked).toEqual(['pending', 'starting']);
  });

  it.each([
    ['stop', ['running', 'pending', 'stopping']],
    ['delete', ['pending', 'deleting']],
  ] as const)('asks for the states of a %s', async (transition, states) => {
    const { counts, accounting } = begin({});
    await accounting.explains(scheduled(300, transition), false, signal);
    expect(counts.asked).toEqual(states);
  });

  it('wants the rows read when the same counts come again, but only once', async () => {
    const { counts, accounting } = begin({ pending: 300 });
    const ask = () => accounting.explains(scheduled(300), true, signal);
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([true, false, true, true]);
    counts.now = { pending: 298, starting: 2 };
    expect([await ask(), await ask(), await ask()]).toEqual([true, false, true]);
  });

  it('does not want the rows read twice over counts that leave builds unexplained', async () => {
    const { counts, accounting } = begin({ pending: 100 });
    const ask = () => accounting.explains(scheduled(300), true, signal);
    expect([await ask(), await ask()]).toEqual([false, true]);
    counts.now = { pending: 99 };
    expect(await ask()).toBe(false);
  });
});
