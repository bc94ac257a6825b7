import { describe, expect, it } from 'vitest';
import { ignoredFlags, longBeginnings, unknownExperiments } from '../../../src/cli/serve/asides.js';

describe('what serve says before it listens', () => {
  it('is what takes long, and nothing of what is there at once', () => {
    expect(longBeginnings(null)).toEqual([]);
    const seeded = (workspaces: number) => ({ seeded: { users: 1, workspaces, schedules: false } });
    expect(longBeginnings(seeded(3000))).toEqual([]);
    expect(longBeginnings(seeded(20_000))).toEqual(['making up 20000 workspaces…']);
    const imported = Array.from({ length: 4000 }) as never[];
    expect(longBeginnings({ imported })).toEqual(['importing 4000 workspaces…']);
  });

  it('names the flags that a restored state leaves without effect', () => {
    expect(ignoredFlags('s.json', new Map([['provisioners', 'flag']]))).toEqual([]);
    const given = new Map([
      ['import', 'flag'],
      ['seed-workspaces', 'environment'],
    ]);
    expect(ignoredFlags('s.json', given)).toEqual([
      's.json says what it holds: ignoring --seed-workspaces, --import, for new deployments only',
    ]);
  });

  it('names experiments that nothing here knows', () => {
    expect(unknownExperiments(['workspace-build-updates', '*', 'minimum-implicit-member'])).toEqual([]);
    expect(unknownExperiments(['workspace-build-update'])).toEqual([
      expect.stringMatching(/^--experiments: workspace-build-update changes nothing here; known are /),
    ]);
  });
});
