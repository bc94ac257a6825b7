import { describe, expect, it } from 'vitest';
import { DryRuns } from '../../../src/embedded/directory/dry-runs.js';
import { Identities } from '../../../src/embedded/identities.js';
import { seededBytes, TestDeployment } from '../harness.js';

describe('DryRuns', () => {
  const { templates, users } = new TestDeployment().deployment;
  const template = templates.all[0]!;
  const user = users.first!;
  const identities = new Identities(seededBytes('dry-runs'));

  it('forget the oldest of very many, and give no id twice', () => {
    const dryRuns = new DryRuns(identities);
    const ids = Array.from({ length: 50_000 }, (_, i) => dryRuns.create(i, template, user).id);
    expect(new Set(ids).size).toBe(50_000);
    expect(dryRuns.all.length).toBeLessThan(20_000);
    expect(dryRuns.withId(ids[0]!)).toBeUndefined();
    expect(dryRuns.withId(ids[45_000]!)?.createdUs).toBe(45_000);
  });

  it('keep their ids when they are saved and restored after some were forgotten', () => {
    const before = new DryRuns(identities);
    for (let i = 0; i < 20_001; i++) before.create(i, template, user);
    const last = before.all.at(-1)!;
    before.cancel(20_002, last);
    const after = new DryRuns(identities);
    after.restore(
      before.snapshot(() => 0),
      { template: () => template, user: () => user },
    );
    expect(after.withId(last.id)).toEqual(before.withId(last.id));
    expect(after.create(1, template, user).id).toBe(before.create(1, template, user).id);
  });
});
