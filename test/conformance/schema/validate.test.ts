import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RECORDINGS } from '../recordings.js';
import { nameOf, SEEN_IN_CONVERSATIONS, SEEN_IN_RECORDINGS } from './allowances.js';
import { answerSchema, definitionOf, routeOf } from './description.js';
import { validate } from './validate.js';

/** A body against the description, with nothing allowed. */
function problemsOf(method: string, path: string, status: number, body: unknown): readonly string[] {
  const route = routeOf(method, path);
  if (route === null || typeof body === 'string' || body === undefined) return [];
  const schema = answerSchema(route, status);
  return schema === null ? [] : validate(schema, body, route.name).map(nameOf);
}

const CONVERSATIONS = new URL('../../fixtures/go-client/', import.meta.url);

interface ConversationLine {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly response_body?: unknown;
}

function conversationLines(): readonly ConversationLine[] {
  return readdirSync(CONVERSATIONS)
    .flatMap((file) => readFileSync(new URL(file, CONVERSATIONS), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as ConversationLine);
}

describe('validation against the description of the API', () => {
  it('finds in the recordings exactly what is listed as seen there', () => {
    const found = [...RECORDINGS.values()].flatMap(({ request, response }) =>
      problemsOf(request.method, request.path, response.status, response.body),
    );
    expect([...new Set(found)].sort()).toEqual([...SEEN_IN_RECORDINGS].sort());
  });

  it('finds in the conversations exactly what is listed as seen there', () => {
    const found = conversationLines().flatMap(({ method, path, status, response_body: body }) =>
      method === undefined || path === undefined ? [] : problemsOf(method, path, status ?? 0, body),
    );
    const news = [...new Set(found)].filter((name) => !SEEN_IN_RECORDINGS.includes(name));
    expect(news.sort()).toEqual([...SEEN_IN_CONVERSATIONS].sort());
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
