import { describe, expect, it } from 'vitest';
import { announceRun } from '../../src/run/announce.js';
import type { PreflightResult } from '../../src/run/preflight/index.js';
import type { RunPlan } from '../../src/run/run-plan.js';
import { runPlan } from './support/run-plan.js';

const URL = 'https://coder.example.com';

function announced(given: {
  readonly plan?: Partial<RunPlan>;
  readonly provisioners?: number;
  readonly agentMs?: number | null;
  readonly warnings?: PreflightResult['warnings'];
  readonly userAuth?: 'password' | 'none';
  readonly cleanupMs?: number | null;
  readonly timeScale?: number;
}): string {
  const preflight = {
    facts: { serverVersion: 'v2.34.0' },
    target: {
      template: { name: 'docker', organizationName: 'coder' },
      liveProvisioners: given.provisioners ?? 20,
    },
    estimate: {
      setupMs: 240_000,
      stormMs: 360_000,
      agentMs: given.agentMs === undefined ? 0 : given.agentMs,
      cleanupMs: given.cleanupMs === undefined ? 120_000 : given.cleanupMs,
      requests: 856,
    },
    userAuth: given.userAuth ?? 'password',
    warnings: given.warnings ?? [],
  } as unknown as PreflightResult;
  return announceRun(runPlan(given.plan), preflight, URL, given.timeScale ?? 1).join('\n');
}

describe('announceRun', () => {
  it('says what will be created, where, and for how long', () => {
    const text = announced({ provisioners: 2 });
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

  it('says what preflight warns of, each with its mend', () => {
    const text = announced({
      warnings: [{ check: 'leftovers', message: '3 users are there', mend: 'clean up' }],
    });
    expect(text).toContain('warning: leftovers: 3 users are there\n    → clean up');
    expect(announced({})).not.toContain('warning');
  });

  it('adds what the agents of running workspaces took, and says when nothing is known of it', () => {
    expect(announced({ agentMs: 240_000 })).toMatch(
      /takes about 18m: .*storm up to about 6m, agents up to about 4m more/,
    );
    expect(announced({ agentMs: null })).toMatch(
      /takes about 14m: .*about 6m \(agents not included: none is running/,
    );
    expect(announced({ agentMs: 0 })).not.toContain('agents');
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
