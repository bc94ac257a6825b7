import { describe, expect, it } from 'vitest';
import { emailProblem, nameProblem } from '../../../src/embedded/schemas/names.js';

describe('names', () => {
  it('are letters and digits with single hyphens between, at most 32', () => {
    for (const name of ['a', 'scaletest-k1-0', 'A9', 'a'.repeat(32)])
      expect(nameProblem(name), name).toBeNull();
    for (const name of ['', '-a', 'a-', 'a--b', 'a_b', 'a.b', 'ä', 'new', 'Create', 'a'.repeat(33)]) {
      expect(nameProblem(name), name).not.toBeNull();
    }
  });

  it('of e-mail need no dot in the domain’s end', () => {
    for (const email of ['a@b', 'k-0@scaletest.local', 'a.b+c@x-y.z'])
      expect(emailProblem(email), email).toBeNull();
    for (const email of ['a', '@b', 'a@', 'a b@c', 'a@b@c', 'a@-b', 'a@b..c']) {
      expect(emailProblem(email), email).not.toBeNull();
    }
  });
});
