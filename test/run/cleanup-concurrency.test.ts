import { describe, expect, it } from 'vitest';
import type { CoderClient, ProvisionerDaemon } from '../../src/codersdk/index.js';
import { cleanupConcurrency } from '../../src/run/cleanup-concurrency.js';
import type { TargetFacts } from '../../src/run/preflight/index.js';
import { runPlan } from './support/run-plan.js';

const target = {
  template: { organizationId: 'org' },
  jobTags: null,
  liveProvisioners: 20,
} as unknown as TargetFacts;

function concurrency(share: number | null, asked: number | null, now: number | Error): Promise<number> {
  const { cleanup } = runPlan();
  const daemons = async () => {
    if (now instanceof Error) throw now;
    return Array.from({ length: now }, () => ({ status: 'idle', tags: {} }) as ProvisionerDaemon);
  };
  return cleanupConcurrency(
    { provisionersShare: share, cleanup: { ...cleanup, concurrency: asked } },
    { provisioners: { daemons } } as unknown as CoderClient,
    target,
    new AbortController().signal,
  );
}

describe('cleanupConcurrency', () => {
  it('is what was asked for, or twice the provisioners', async () => {
    expect(await concurrency(null, 7, 20)).toBe(7);
    expect(await concurrency(null, null, 20)).toBe(40);
  });

  it('stays under the share of the provisioners that are alive by then', async () => {
    expect(await concurrency(50, null, 8)).toBe(4);
    expect(await concurrency(50, 3, 8)).toBe(3);
    expect(await concurrency(50, Number.POSITIVE_INFINITY, 8)).toBe(4);
    expect(await concurrency(10, null, 0)).toBe(1);
  });

  it('goes by the count of preflight where they cannot be read', async () => {
    expect(await concurrency(50, null, new Error('503'))).toBe(10);
  });
});
