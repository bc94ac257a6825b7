import { describe, expect, it } from 'vitest';
import { NOTHING } from '../integration/support/raw-requests.js';
import { stormWithFailures } from './support/large-storm.js';

const WORKSPACES = 100;

describe('a deployment that fails one request in twenty', () => {
  it('loses nobody of a storm, and is left with nothing', async () => {
    const storm = await stormWithFailures(WORKSPACES);
    expect(storm.left, storm.said.join('\n')).toEqual(NOTHING);
    expect(storm.overdue).toBe(false);
    expect(storm.fired).toBeGreaterThan(WORKSPACES / 4);
    expect([...storm.outcomes.values()].filter((kind) => kind === 'started')).toHaveLength(WORKSPACES);
    expect(storm.exitCode).toBe(0);
  }, 120_000);
});
