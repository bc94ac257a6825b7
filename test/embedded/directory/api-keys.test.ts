import { describe, expect, it } from 'vitest';
import { ApiKeys, SESSION_SECONDS } from '../../../src/embedded/directory/api-keys.js';
import { Secrets } from '../../../src/embedded/secrets.js';
import { seededBytes, TestDeployment } from '../harness.js';

const DAY_US = 24 * 3600e6;

describe('ApiKeys', () => {
  it('forget sessions that expired long ago when their user gets another key, but no tokens', () => {
    const user = new TestDeployment().deployment.users.first!;
    const keys = new ApiKeys(new Secrets(seededBytes('keys')));
    const create = (day: number, kind: 'session' | 'token') =>
      keys.create(day * DAY_US, { user, kind, name: '', lifetimeSeconds: SESSION_SECONDS });
    const { key: token } = create(0, 'token');
    for (let day = 0; day < 100; day++) create(day, 'session');
    expect(keys.of(user).length).toBeLessThan(12);
    expect(keys.withId(token.id)).toBe(token);
    expect(keys.snapshot()).toHaveLength(keys.of(user).length);
  });
});
