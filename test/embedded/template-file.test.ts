import { describe, expect, it } from 'vitest';
import { readTemplateFile } from '../../src/embedded/template-file.js';
import { TestDeployment } from './harness.js';

describe('readTemplateFile', () => {
  it('reads everything that a template can have, with durations as in Go', () => {
    const { templates, problems } = readTemplateFile(
      JSON.stringify([
        {
          name: 'big',
          description: 'for large builds',
          defaultTtl: '8h',
          failureTtl: '30m',
          tags: { pool: 'gpu' },
          autostartDays: ['monday', 'friday'],
          agents: { names: ['main'], startup: { p50: '10s', p95: '30s' }, connectionTimeout: '2m' },
          serviceTime: {
            start: { constant: '45s' },
            stop: { values: ['9s', '3s'] },
            delete: { constant: '1s' },
          },
          parameters: [{ name: 'size', type: 'number', defaultValue: '4', validation: { min: 1, max: 8 } }],
          presets: [{ name: 'small', parameters: [{ name: 'size', value: '1' }] }],
        },
      ]),
    );
    expect(problems).toEqual([]);
    expect(templates).toMatchObject([
      {
        defaultTtlMs: 28_800_000,
        failureTtlMs: 1_800_000,
        agents: { startup: { kind: 'lognormal', p50: 10e6, p95: 30e6 }, connectionTimeoutUs: 120e6 },
        serviceTime: { stop: { kind: 'empirical', sortedValues: [3e6, 9e6] } },
      },
    ]);
    expect(new TestDeployment({ templates }).deployment.templateNames).toEqual(['big']);
  });

  it.each([
    ['no JSON', '[{', /^is no JSON/],
    ['no list', '{}', /array/],
    ['an empty list', '[]', /./],
    ['an unknown member', '[{"name":"a","ttl":3}]', /^templates\[0\]: .*ttl/],
    [
      'a wrong duration',
      '[{"name":"a","defaultTtl":"8"}]',
      /^templates\[0\]\.defaultTtl: must be a duration/,
    ],
    ['a number for a name', '[{"name":3}]', /^templates\[0\]\.name: /],
  ])('refuses %s', (_, text, message) => {
    const { templates, problems } = readTemplateFile(text);
    expect(templates).toEqual([]);
    expect(problems[0]).toMatch(message);
  });
});
