import { describe, expect, it } from 'vitest';
import { type GreetingFacts, greeting } from '../../../src/cli/serve/greeting.js';
import type { EmbeddedDeployment } from '../../../src/embedded/index.js';
import { VirtualClock } from '../../../src/time/index.js';

const deployment = {
  url: 'http://127.0.0.1:3000',
  token: 'abc',
  metricsUrl: null,
  templates: [{ name: 'workspace', id: '1' }],
  clock: new VirtualClock(Date.UTC(2026, 10, 23, 8, 58)),
  counts: () => ({ users: 1, workspaces: 0 }),
} as unknown as EmbeddedDeployment;

const facts: GreetingFacts = { timeScale: 1, clockSet: false, isRemote: false, state: null, isTTY: false };
const lines = (changed: Partial<GreetingFacts>, of: Partial<EmbeddedDeployment> = {}) =>
  greeting({ ...deployment, ...of } as EmbeddedDeployment, { ...facts, ...changed })
    .trimEnd()
    .split('\n');

describe('the greeting of serve', () => {
  it('is one line for a program that asks for nothing', () => {
    expect(lines({})).toEqual(['listening on http://127.0.0.1:3000']);
  });

  it('says that the coder client needs scale 1 and no set clock', () => {
    const note = expect.stringMatching(
      /coder client takes its minutes from its own clock.*--time-scale 1.*--start-at/,
    );
    expect(lines({ timeScale: 60 })).toContainEqual(note);
    expect(lines({ clockSet: true })).toContainEqual(note);
    expect(lines({})).not.toContainEqual(note);
  });

  it('says what a set clock shows, and how fast it runs', () => {
    expect(lines({ clockSet: true, timeScale: 60 })).toEqual(
      expect.arrayContaining([
        'its clock shows 2026-11-23T08:58:00Z',
        'its clock runs 60 times as fast as real time',
      ]),
    );
  });

  it('says that others can reach it, what it holds, where its metrics are and what it goes on from', () => {
    const all = lines(
      { isRemote: true, state: { path: '/s.json', restored: true } },
      { counts: () => ({ users: 9, workspaces: 12 }), metricsUrl: 'http://127.0.0.1:2112/metrics' },
    );
    expect(all).toEqual([
      'listening on http://127.0.0.1:3000',
      'other machines can reach it, and its tokens travel in the clear',
      'its clock shows 2026-11-23T08:58:00Z',
      'it holds 12 workspaces and 9 users',
      'its metrics are at http://127.0.0.1:2112/metrics',
      'it goes on from /s.json, and is saved there at the end',
    ]);
  });

  it('shows the token on a terminal only, and without a first user how to become it', () => {
    expect(lines({ isTTY: true }).join('\n')).toContain('CODER_SESSION_TOKEN=abc');
    expect(lines({}).join('\n')).not.toContain('abc');
    const without = lines({ isTTY: true }, { token: '' }).join('\n');
    expect(without).toContain('coder login http://127.0.0.1:3000');
    expect(without).not.toContain('CODER_SESSION_TOKEN');
  });
});
