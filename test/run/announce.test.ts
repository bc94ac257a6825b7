import { describe, expect, it } from 'vitest';
import type { ProvisionerDaemon } from '../../src/codersdk/index.js';
import { announceRun } from '../../src/run/announce.js';
import type { PreflightResult } from '../../src/run/preflight/index.js';
import type { RunPlan } from '../../src/run/run-plan.js';
import { instantFromUs } from '../../src/time/index.js';
import { runPlan } from './support/run-plan.js';

const NOW_MS = Date.parse('2026-11-24T09:00:00Z');
const URL = 'https://coder.example.com';

function daemon(silentMs: number | null, status = 'idle'): ProvisionerDaemon {
  const lastSeenAt = silentMs === null ? null : instantFromUs((NOW_MS - silentMs) * 1000);
  return { id: `d-${silentMs}`, name: 'p', status, lastSeenAt, tags: {}, provisioners: [], version: '' };
}

function announced(given: {
  readonly plan?: Partial<RunPlan>;
  readonly daemons?: readonly ProvisionerDaemon[];
  readonly userAuth?: 'password' | 'none';
  readonly cleanupMs?: number | null;
  readonly timeScale?: number;
}): string {
  const daemons = given.daemons ?? [];
  const preflight = {
    facts: { serverVersion: 'v2.34.0' },
    target: {
      template: { name: 'docker', organizationName: 'coder' },
      daemons,
      liveProvisioners: daemons.filter(({ status }) => status !== 'offline').length,
    },
    estimate: {
      setupMs: 240_000,
      stormMs: 360_000,
      cleanupMs: given.cleanupMs === undefined ? 120_000 : given.cleanupMs,
      requests: 856,
      meanStartMs: null,
      meanStopMs: null,
    },
    userAuth: given.userAuth ?? 'password',
  } as unknown as PreflightResult;
  return announceRun(runPlan(given.plan), preflight, URL, given.timeScale ?? 1, NOW_MS).join('\n');
}

describe('announceRun', () => {
  it('says what will be created, where, and for how long', () => {
    const text = announced({ daemons: [daemon(0), daemon(0)] });
    expect(text).toContain('100 workspaces of template docker on https://coder.example.com (Coder v2.34.0)');
    expect(text).toContain('2 provisioners');
    expect(text).toContain('creates 100 users (with passwords) and 100 workspaces in organization coder');
    // 4 min of set-up, 2 of delay, 6 of storm, 2 of cleanup.
    expect(text).toMatch(
      /takes about 14m: set-up about 4m, then at least 2m until the minute, storm up to about 6m, cleanup about 2m/,
    );
    expect(text).toContain('about 856 requests');
    expect(text).not.toContain('spread over');
    expect(text).not.toContain('real time');
  });

  it('says how many provisioners were not heard of for over a minute', () => {
    const text = announced({
      daemons: [daemon(0), daemon(60_000), daemon(70_000), daemon(70_001), daemon(89_000, 'busy')],
    });
    expect(text).toContain('warning: 2 of 5 provisioners');
  });

  it('does not warn of provisioners that are known to be offline, or were never heard of', () => {
    const text = announced({ daemons: [daemon(0), daemon(600_000, 'offline'), daemon(null)] });
    expect(text).not.toContain('warning');
  });

  it('says that everything is deleted afterwards', () => {
    expect(announced({})).toContain('afterwards clears the schedules and deletes every workspace and user');
  });

  it('says that users and workspaces stay with --cleanup never', () => {
    const { cleanup } = runPlan();
    const text = announced({ plan: { cleanup: { ...cleanup, when: 'never' } } });
    expect(text).toContain('afterwards clears the schedules; users and workspaces stay (--cleanup never)');
    expect(text).not.toContain('deletes every');
  });

  it('says how much real time passes on a clock that runs faster', () => {
    expect(announced({ timeScale: 60 })).toContain(
      'takes about 14m (about 14s of real time: its clock runs 60 times as fast)',
    );
  });

  it('says when the time is not known, rather than a sum of what is', () => {
    expect(announced({ cleanupMs: null, timeScale: 60 })).toMatch(
      /takes an unknown time \(an unknown time of real time: .*cleanup an unknown time/,
    );
  });

  it('says that users without login are created, and over how many minutes the starts are spread', () => {
    const text = announced({ userAuth: 'none', plan: { scheduleWindowMinutes: 15 } });
    expect(text).toContain('users (without login)');
    expect(text).toContain('spread over 15 minutes');
    expect(announced({ plan: { scheduleWindowMinutes: 1 } })).not.toContain('spread over');
  });

  it('names no address of the embedded deployment, which nobody else can use', () => {
    const target = { kind: 'embedded' } as RunPlan['target'];
    const text = announced({ plan: { target } });
    expect(text).toContain('on the embedded deployment (Coder');
    expect(text).not.toContain(URL);
  });
});
