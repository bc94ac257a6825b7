import { describe, expect, it, onTestFinished } from 'vitest';
import { diskJournals } from '../../src/journal/index.js';
import { cleanUpScaletest } from '../../src/run/scaletest-cleanup.js';
import { leftRuns, WRITER } from './support/left-runs.js';

describe('cleanUpScaletest', () => {
  it('leaves a run alone that was resumed while somebody thought about the list', async () => {
    const { session, coder, first } = await leftRuns();
    const ask = async () => {
      const resumed = await diskJournals.reopen({ ...WRITER, folder: first });
      onTestFinished(() => resumed.close('open'));
      return 'y';
    };
    const plan = { ...session.plan, scaletest: true, yes: false };
    const code = await cleanUpScaletest({ ...session, plan, env: { ...session.env, ask } }, 'u-owner');
    expect(code).toBe(0);
    expect(coder.left.users).toEqual(['u-0']);
  });
});
