import { describe, expect, it } from 'vitest';
import { RECORDINGS } from '../recordings.js';
import { nameOf, SEEN_IN_RECORDINGS } from './allowances.js';
import { answerSchema, definitionOf, routeOf } from './description.js';
import { type SchemaProblem, validate } from './validate.js';

/** The bodies of the recordings against the description, with nothing allowed. */
function problemsOfRecordings(): readonly SchemaProblem[] {
  return [...RECORDINGS.values()].flatMap(({ request, response }) => {
    const route = routeOf(request.method, request.path);
    if (route === null || typeof response.body === 'string' || response.body === undefined) return [];
    const schema = answerSchema(route, response.status);
    return schema === null ? [] : validate(schema, response.body, route.name);
  });
}

describe('validation against the description of the API', () => {
  it('finds in the recordings exactly what is listed as seen there', () => {
    const found = new Set(problemsOfRecordings().map(nameOf));
    expect([...found].sort()).toEqual([...SEEN_IN_RECORDINGS].sort());
  });

  it.each([
    ['a key that nobody knows', { nobody_knows: 1 }, 'unknown key'],
    ['null', { name: null }, 'null'],
    ['another type', { name: 1 }, 'type'],
    ['a fraction for a whole number', { ttl_ms: 1.5 }, 'type'],
    ['a value that is not enumerated', { automatic_updates: 'sometimes' }, 'not enumerated'],
    ['what is no id', { id: 'x' }, 'format'],
    ['an instant with a zone', { created_at: '2026-11-23T09:00:00+01:00' }, 'format'],
    ['an instant with zeros at its end', { created_at: '2026-11-23T09:00:00.120Z' }, 'format'],
    ['what a list must not hold', { health: { failing_agents: [1] } }, 'type'],
  ])('refuses %s', (_, workspace, kind) => {
    const problems = validate(definitionOf('codersdk.Workspace'), workspace, 'codersdk.Workspace');
    expect([...new Set(problems.map((problem) => problem.kind))]).toEqual([kind]);
  });

  it('takes the route with a name before the route with a placeholder', () => {
    expect(routeOf('GET', '/api/v2/users/first?x=1')?.name).toBe('get /api/v2/users/first');
    expect(routeOf('GET', '/api/v2/users/ada')?.name).toBe('get /api/v2/users/{user}');
    expect(routeOf('GET', '/api/v2/nowhere')).toBeNull();
  });
});
