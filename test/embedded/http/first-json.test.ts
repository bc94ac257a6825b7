import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFirstJson } from '../../../src/embedded/http/first-json.js';
import { TestDeployment } from '../harness.js';

describe('parseFirstJson', () => {
  it('reads the first value and nothing behind it', () => {
    expect(parseFirstJson(' {"a":[1,"}\\"{"]} {"a":2}')).toEqual({ a: [1, '}"{'] });
    expect(parseFirstJson('[1]]')).toEqual([1]);
    expect(parseFirstJson('null,')).toBeNull();
    expect(parseFirstJson('-1.5e+3 x')).toBe(-1500);
    expect(parseFirstJson('"a\\\\"b')).toBe('a\\');
  });

  it.each([[''], [' '], ['{'], ['{"a":1'], ['"a'], ['}'], ['x'], ['{"a":}'], [',1'], ['nul 1'], ['[1}']])(
    'refuses %j',
    (text) => {
      expect(() => parseFirstJson(text)).toThrow(SyntaxError);
    },
  );

  it('finds every value again, with anything behind it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, rest) => {
        const text = JSON.stringify(value);
        expect(parseFirstJson(`${text} ${rest}`)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('bodies', () => {
  it('may be null, which is no keys', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { autostart_schedule: '30 9 * * *' } });
    await t.expect(204, 'PUT', `/api/v2/workspaces/${id}/autostart`, { rawBody: 'null' });
    const { body } = await t.expect(200, 'GET', `/api/v2/workspaces/${id}`);
    expect(body).not.toHaveProperty('autostart_schedule');
  });

  it('may go on behind their first value, and hold keys that nobody knows', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const rawBody = '{"schedule":"30 9 * * *","color":"blue"} and so on';
    await t.expect(204, 'PUT', `/api/v2/workspaces/${id}/autostart`, { rawBody });
    expect((await t.expect(200, 'GET', `/api/v2/workspaces/${id}`)).body.autostart_schedule).toBe(
      '30 9 * * *',
    );
    await t.expect(400, 'PUT', `/api/v2/workspaces/${id}/autostart`, { rawBody: '{"schedule"' });
    await t.expect(400, 'PUT', `/api/v2/workspaces/${id}/autostart`);
  });
});
