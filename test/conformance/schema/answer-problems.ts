import type { Answer, Asked } from '../wire/answer.js';
import {
  hasKnownType,
  nameOf,
  SEEN_IN_CONVERSATIONS,
  SEEN_IN_RECORDINGS,
  TOLD_BY_CONTRACT,
} from './allowances.js';
import { answerSchema, definitionOf, REFUSAL, routeOf, type Schema } from './description.js';
import { type SchemaProblem, validate } from './validate.js';

const allowed = new Set([...SEEN_IN_RECORDINGS, ...SEEN_IN_CONVERSATIONS, ...TOLD_BY_CONTRACT]);

/** In what an answer's body differs from its description, apart from what the real server shows too. */
export function problemsOfAnswer(asked: Asked, { status, body, socket }: Answer): readonly SchemaProblem[] {
  if (socket !== undefined || typeof body === 'string' || body === undefined) return [];
  const route = routeOf(asked.method, asked.path);
  if (route === null) return status < 400 ? [] : unallowed(definitionOf(REFUSAL), body, REFUSAL);
  // A success without a schema has a message where it has a body at all.
  const schema = answerSchema(route, status) ?? definitionOf(REFUSAL);
  return unallowed(schema, body, route.name);
}

/** The same for a value of a known type, such as one that came over a stream. */
export function problemsOfValue(definition: string, value: unknown): readonly SchemaProblem[] {
  return unallowed(definitionOf(definition), value, definition);
}

function unallowed(schema: Schema, value: unknown, at: string): readonly SchemaProblem[] {
  return validate(schema, value, at).filter(
    (problem) => !allowed.has(nameOf(problem)) || !hasKnownType(problem),
  );
}

/** The problem in a line. */
export function describeProblem({ kind, at, path, value }: SchemaProblem): string {
  return `${path} (${at}) against the description: ${kind}: ${JSON.stringify(value)?.slice(0, 80)}`;
}
