import { describe, expect, it } from 'vitest';
import type { CoderClient } from '../../src/codersdk/index.js';
import { withdrawSchedules } from '../../src/run/withdraw-schedules.js';

describe('withdrawSchedules', () => {
  it('clears every schedule, also when some cannot be, and counts them', async () => {
    const cleared: string[] = [];
    const setAutostart = async (id: string, schedule: string | null) => {
      if (id === 'w-2') throw new Error('503');
      if (schedule === null) cleared.push(id);
    };
    const client = { workspaces: { setAutostart } } as unknown as CoderClient;
    const count = await withdrawSchedules(client, ['w-1', 'w-2', 'w-3'], new AbortController().signal);
    expect(cleared).toEqual(['w-1', 'w-3']);
    expect(count).toBe(2);
  });
});
