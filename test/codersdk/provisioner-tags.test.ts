import { describe, expect, it } from 'vitest';
import { takesJobs } from '../../src/codersdk/index.js';

const UNTAGGED = { scope: 'organization', owner: '' };
const GPU = { ...UNTAGGED, pool: 'gpu' };

describe('takesJobs', () => {
  it('gives jobs without tags to provisioners without tags only', () => {
    expect(takesJobs(UNTAGGED, UNTAGGED)).toBe(true);
    expect(takesJobs(GPU, UNTAGGED)).toBe(false);
  });

  it('wants all tags of a job among the provisioner’s', () => {
    expect(takesJobs({ ...GPU, zone: 'a' }, GPU)).toBe(true);
    expect(takesJobs(UNTAGGED, GPU)).toBe(false);
    expect(takesJobs({ ...GPU, pool: 'cpu' }, GPU)).toBe(false);
    expect(takesJobs({ scope: 'user', owner: 'u', pool: 'gpu' }, GPU)).toBe(false);
  });
});
