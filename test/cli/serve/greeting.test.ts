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
  dueStarts: () => [],
} as unknown as EmbeddedDeployment;

const facts: GreetingFacts = { timeScale: 1, clockSet: false, remoteHost: null, state: null, isTTY: false };
const lines = (changed: Partial<GreetingFacts>, of: Partial<EmbeddedDeployment> = {}) =>
  greeting({ ...deployment, ...of } as EmbeddedDeployment, { ...facts, ...changed })
    .trimEnd()
    .split('\n');

describe('the greeting of serve', () => {
  it('is one line for a program that asks for nothing', () => {
    expect(lines({})).toEqual(['listening on http://127.0.0.1:3000']);
  });

  it('says that the coder client needs scale 1 and no set clock', () => {
    const note = expect.stringMatching(/--time-scale 1.*--start-at/);
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
      { remoteHost: 'box', state: { path: '/s.json', restored: true } },
      {
        url: 'http://0.0.0.0:3000',
        counts: () => ({ users: 9, workspaces: 12 }),
        dueStarts: () => [{ minuteMs: Date.UTC(2026, 10, 23, 9), count: 7 }],
        metricsUrl: 'http://127.0.0.1:2112/metrics',
      },
    );
    expect(all).toEqual([
      'listening on http://127.0.0.1:3000',
      'other machines can reach it at http://box:3000,',
      'and its tokens travel in the clear',
      'its clock shows 2026-11-23T08:58:00Z',
      'it holds 12 workspaces and 9 users',
      'at 09:00 UTC 7 are due, the most of the next 24 hours',
      'its metrics are at http://127.0.0.1:2112/metrics',
      'it goes on from /s.json, and is saved there at the end',
    ]);
  });

  it('names an address that is not all of the machine’s as it is', () => {
    expect(lines({ remoteHost: 'box' }, { url: 'http://10.0.0.7:3000' }).slice(0, 2)).toEqual([
      'listening on http://10.0.0.7:3000',
      'other machines can reach it at http://10.0.0.7:3000,',
    ]);
    expect(lines({ remoteHost: 'box' }, { url: 'http://[::]:3000' }).slice(0, 2)).toEqual([
      'listening on http://[::1]:3000',
      'other machines can reach it at http://box:3000,',
    ]);
  });

  it('fits a terminal of 80 columns', () => {
    const all = lines(
      {
        clockSet: true,
        isTTY: true,
        remoteHost: 'box.example.com',
        timeScale: 600,
        state: { path: '/s', restored: true },
      },
      {
        counts: () => ({ users: 80_000, workspaces: 100_000 }),
        dueStarts: () => [
          { minuteMs: Date.UTC(2026, 10, 23, 9), count: 34_567 },
          { minuteMs: Date.UTC(2026, 10, 23, 14), count: 45_678 },
        ],
      },
    );
    expect(all.filter((line) => line.length > 80)).toEqual([]);
    expect(all).toContain('  npx nineam run -c 100 -t workspace');
  });

  it('shows the token on a terminal only, and without a first user how to become it', () => {
    expect(lines({ isTTY: true }).join('\n')).toContain('CODER_SESSION_TOKEN=abc');
    expect(lines({}).join('\n')).not.toContain('abc');
    const without = lines({ isTTY: true }, { token: '' }).join('\n');
    expect(without).toContain('coder login http://127.0.0.1:3000');
    expect(without).not.toContain('CODER_SESSION_TOKEN');
  });
});
