import { describe, expect, it } from 'vitest';
import { known } from '../../../src/run/preflight/known.js';
import { problems, resultOf, template, warnings } from './support/facts.js';

describe('the check of the time to live', () => {
  const living = (defaultTtlMs: number) => ({ target: { template: { ...template, defaultTtlMs } } });

  it('refuses one that is shorter than the storm, with the command that changes it', () => {
    // 100 workspaces on 20 provisioners: five builds of 51 s on average one after another, after up to 60 s.
    const [refusal] = problems(living(300_000));
    expect(refusal?.check).toBe('time-to-live');
    expect(refusal?.message).toMatch(/stopped 5m after their start, while the storm needs about 5m/);
    expect(refusal?.mend).toContain('coder templates edit docker --default-ttl');
    expect(problems(living(400_000))).toEqual([]);
    expect(problems(living(0))).toEqual([]);
  });

  it('counts the time that agents take', () => {
    const target = {
      template: { ...template, defaultTtlMs: 400_000 },
      agents: { count: 1, slowestMs: 120_000 },
    };
    expect(problems({ target })).toHaveLength(1);
  });

  it('can be skipped by name', () => {
    expect(problems({ ...living(60_000), plan: { skipPreflight: new Set(['time-to-live']) } })).toEqual([]);
  });
});

describe('the check of prebuilt workspaces', () => {
  const small = { name: 'small', parameters: [{ name: 'size', value: 's' }], prebuiltWorkspaces: 3 };
  const size = {
    name: 'size',
    type: 'string',
    required: false,
    mutable: true,
    ephemeral: false,
    defaultValue: 's',
    options: [],
  };
  const target = { presets: known([small]), parameters: known([size]) };

  it('warns where the parameters, or their defaults, are those of a preset that keeps some', () => {
    expect(warnings({ target })[0]?.message).toMatch(/preset "small".*keeps 3 workspaces/);
    const other = { parameters: [{ name: 'size', value: 'm' }] };
    expect(warnings({ target, plan: other })).toEqual([]);
  });

  it('is content with presets that keep none', () => {
    const presets = known([{ ...small, prebuiltWorkspaces: 0 }]);
    expect(warnings({ target: { ...target, presets } })).toEqual([]);
    expect(resultOf('prebuilds', { target: { presets: known([]) } })?.kind).toBe('ok');
  });
});

describe('the check of parameters', () => {
  it('leaves a version that is still being imported to another check', () => {
    const version = { id: 'v', name: 'v2', jobStatus: 'running', jobTags: null } as const;
    const parameters = { known: false, why: 'answered 425' } as const;
    const found = problems({
      target: { version, parameters },
      plan: { parameters: [{ name: 'a', value: 'b' }] },
    });
    expect(found.map(({ check }) => check)).toEqual(['template-version']);
  });
});
