import { describe, expect, it } from 'vitest';
import type { CoderClient, ProvisionerDaemon } from '../../src/codersdk/index.js';
import { cleanupConcurrency, liveProvisionersNow } from '../../src/run/cleanup-concurrency.js';
import type { TargetFacts } from '../../src/run/preflight/index.js';
import { runPlan } from './support/run-plan.js';

function concurrency(share: number | null, asked: number | null, live: number): number {
  const { cleanup } = runPlan();
  return cleanupConcurrency({ provisionersShare: share, cleanup: { ...cleanup, concurrency: asked } }, live);
}

describe('cleanupConcurrency', () => {
  it('is what was asked for, or twice the provisioners', () => {
    expect(concurrency(null, 7, 20)).toBe(7);
    expect(concurrency(null, null, 20)).toBe(40);
  });

  it('stays under the share of the provisioners', () => {
    expect(concurrency(50, null, 8)).toBe(4);
    expect(concurrency(50, 3, 8)).toBe(3);
    expect(concurrency(50, Number.POSITIVE_INFINITY, 8)).toBe(4);
    expect(concurrency(10, null, 0)).toBe(1);
  });
});

describe('liveProvisionersNow', () => {
  const target = { template: { organizationId: 'org' }, jobTags: null } as unknown as TargetFacts;
  const count = (daemons: () => Promise<readonly Pick<ProvisionerDaemon, 'status' | 'tags'>[]>) =>
    liveProvisionersNow(
      { provisioners: { daemons } } as unknown as CoderClient,
      target,
      new AbortController().signal,
    );

  it('counts those that are not offline', async () => {
    const daemons = async () =>
      (['idle', 'busy', 'offline'] as const).map((status) => ({ status, tags: {} }));
    expect(await count(daemons)).toBe(2);
  });

  it('does not take provisioners that cannot be read for none', async () => {
    expect(await count(() => Promise.reject(new Error('503')))).toBeNull();
  });
});
