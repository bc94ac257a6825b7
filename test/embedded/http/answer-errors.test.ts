import { describe, expect, it } from 'vitest';
import { TestDeployment } from '../harness.js';

/** Bodies whose types are wrong at every depth. */
const WRONG_TYPES = ['[]', '"x"', '7', 'true', '{"rich_parameter_values":[{"name":7}],"tags":"x","add":"1"}'];

describe('refusals of malformed requests', () => {
  it('speak in words for people, whatever the route and the type', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const { paths } = (await t.expect(200, 'GET', '/api/v2/openapi.json')).body;
    const words: string[] = [];
    for (const [path, methods] of Object.entries<Record<string, { requestBody?: unknown }>>(paths)) {
      for (const [method, { requestBody }] of Object.entries(methods)) {
        if (requestBody === undefined) continue;
        const filled = path
          .replace('{workspace}', id)
          .replace('{organization}', 'default')
          .replace('{user}', 'me')
          .replace('{template}', t.templateId);
        for (const rawBody of WRONG_TYPES) {
          const answer = await t.call(method.toUpperCase(), filled, { rawBody });
          for (const { detail } of answer.body?.validations ?? []) words.push(detail);
        }
      }
    }
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter((text) => /Invalid|expected|received/.test(text))).toEqual([]);
  });
});
