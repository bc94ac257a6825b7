import { describe, expect, it } from 'vitest';
import { provisionersAtWork } from '../../../src/plan/index.js';
import { builds, NINE, SECOND } from './builds.js';

describe('provisionersAtWork', () => {
  const storm = (day: number, pods: string) =>
    builds(
      200,
      (i) => {
        const createdUs = NINE + day * 86_400 * SECOND + i * SECOND;
        return {
          createdUs,
          startedUs: createdUs,
          completedUs: createdUs + SECOND,
          workerId: `${pods} ${i % 20}`,
        };
      },
      pods,
    );

  it('does not count twice those that were replaced overnight', () => {
    expect(provisionersAtWork([...storm(1, 'tuesday'), ...storm(0, 'monday')])).toBe(20);
  });

  it('knows of none where no job was taken', () => {
    expect(provisionersAtWork(builds(3, () => ({ workerId: null })))).toBeNull();
  });
});
