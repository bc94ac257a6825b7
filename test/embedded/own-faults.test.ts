import { describe, expect, it } from 'vitest';
import { TestDeployment } from './harness.js';

const FAULTS = '/nineam/v1/faults';
const RULE = 'server-error:method=GET,path=/api/v2/users/me,status=503';

describe('faults over the own routes', () => {
  it('are taken as a text, in an object, or setting by setting, and then hold', async () => {
    for (const body of [
      RULE,
      { rule: RULE },
      { kind: 'server_error', method: 'get', path: '/api/v2/users/me', status: 503 },
    ]) {
      const t = new TestDeployment();
      const { body: state } = await t.expect(201, 'POST', FAULTS, { body });
      expect(state).toEqual({
        id: 1,
        rule: 'server-error:status=503,method=GET,path=/api/v2/users/me',
        kind: 'server-error',
        opportunities: 0,
        fired: 0,
      });
      await t.expect(503, 'GET', '/api/v2/users/me');
      await t.expect(200, 'GET', '/api/v2/users');
    }
  });

  it('are counted by rule and by kind, and listed one by one', async () => {
    const t = new TestDeployment();
    await t.expect(201, 'POST', FAULTS, { body: `${RULE},skip=1` });
    await t.expect(200, 'GET', '/api/v2/users/me');
    await t.expect(503, 'GET', '/api/v2/users/me');
    const { body } = await t.expect(200, 'GET', FAULTS);
    expect(body.rules).toMatchObject([{ id: 1, opportunities: 2, fired: 1 }]);
    expect(body.fired).toMatchObject({ 'server-error': 1, delay: 0 });
    const { body: firings } = await t.expect(200, 'GET', `${FAULTS}/firings`);
    expect(firings).toEqual({
      firings: [
        {
          at: '2026-11-23T08:00:00.000Z',
          rule_id: 1,
          rule: 'server-error:status=503,method=GET,path=/api/v2/users/me,skip=1',
          fault: 'server-error',
          subject: 'request',
          method: 'GET',
          path: '/api/v2/users/me',
        },
      ],
      forgotten: 0,
      total: 1,
    });
  });

  it('end one by one or all at once; what they did still counts', async () => {
    const t = new TestDeployment();
    await t.expect(201, 'POST', FAULTS, { body: RULE });
    await t.expect(201, 'POST', FAULTS, { body: 'reset:path=/api/v2/users' });
    await t.expect(503, 'GET', '/api/v2/users/me');
    await t.expect(204, 'DELETE', `${FAULTS}/1`);
    await t.expect(404, 'DELETE', `${FAULTS}/1`);
    await t.expect(404, 'DELETE', `${FAULTS}/x`);
    await t.expect(200, 'GET', '/api/v2/users/me');
    await t.expect(204, 'DELETE', FAULTS);
    await t.expect(200, 'GET', '/api/v2/users');
    const { body } = await t.expect(200, 'GET', FAULTS);
    expect(body.rules).toEqual([]);
    expect(body.fired).toMatchObject({ 'server-error': 1, reset: 0 });
  });

  it('are refused with every problem when they make no sense', async () => {
    const t = new TestDeployment();
    const { body } = await t.expect(400, 'POST', FAULTS, {
      body: { kind: 'server-error', status: 404, rate: 2 },
    });
    expect(body.validations).toEqual([
      { field: 'rule', detail: expect.stringContaining('status must be') },
      { field: 'rule', detail: expect.stringContaining('rate must be') },
    ]);
    const own = await t.expect(400, 'POST', FAULTS, { body: 'reset:path=/nineam/v1/clock' });
    expect(own.body.validations[0].detail).toContain('nothing ever goes wrong');
    await t.expect(400, 'POST', FAULTS, { body: 7 });
    await t.expect(400, 'POST', FAULTS, { rawBody: '{' });
    expect((await t.expect(200, 'GET', FAULTS)).body.rules).toEqual([]);
  });

  it('never hit the own routes', async () => {
    const t = new TestDeployment();
    await t.expect(201, 'POST', FAULTS, { body: 'server-error' });
    await t.expect(500, 'GET', '/api/v2/users/me');
    await t.expect(204, 'DELETE', FAULTS);
    await t.expect(200, 'GET', '/api/v2/users/me');
  });

  it('are for owners of the site only', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    for (const [method, path] of [
      ['GET', FAULTS],
      ['POST', FAULTS],
      ['DELETE', FAULTS],
      ['DELETE', `${FAULTS}/1`],
      ['GET', `${FAULTS}/firings`],
    ] as const) {
      const body = method === 'POST' ? { body: RULE } : {};
      await t.expect(403, method, path, { token, ...body });
      await t.expect(401, method, path, { token: null, ...body });
    }
    expect((await t.expect(200, 'GET', FAULTS)).body.rules).toEqual([]);
  });
});
