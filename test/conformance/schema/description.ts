import { readFileSync } from 'node:fs';

/** As much of JSON Schema as the API's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Operation {
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Description {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A method on a path of the description. */
export interface DescribedRoute {
  /** Such as `get /api/v2/users/{user}`. */
  readonly name: string;
  readonly responses: Operation['responses'];
}

const description = JSON.parse(
  readFileSync(new URL('../../fixtures/contract/schemas.json', import.meta.url), 'utf8'),
) as Description;

/** Every method of every path that the API describes. */
export const DESCRIBED_ROUTES: readonly DescribedRoute[] = Object.entries(description.paths).flatMap(
  ([path, operations]) =>
    Object.entries(operations).map(([method, { responses }]) => ({ name: `${method} ${path}`, responses })),
);

/** Name of the schema of every refusal. */
export const REFUSAL = 'codersdk.Response';

/** @throws Error if nothing is defined under that name. */
export function definitionOf(name: string): Schema {
  const found = description.definitions[name];
  if (found === undefined) throw new Error(`${name} is not defined`);
  return found;
}

/** The route that takes the request: of those that fit, the one with the fewest placeholders. */
export function routeOf(method: string, path: string): DescribedRoute | null {
  const asked = `${method.toLowerCase()} ${path.replace(/\?.*/, '')}`.split('/');
  let best: { readonly route: DescribedRoute; readonly placeholders: number } | null = null;
  for (const route of DESCRIBED_ROUTES) {
    const segments = route.name.split('/');
    if (segments.length !== asked.length) continue;
    if (!segments.every((segment, i) => segment.startsWith('{') || segment === asked[i])) continue;
    const placeholders = segments.filter((segment) => segment.startsWith('{')).length;
    if (best === null || placeholders < best.placeholders) best = { route, placeholders };
  }
  return best?.route ?? null;
}

/**
 * The schema of an answer's body; `null` where the description names the status without one. A success with a code
 * that the description does not name has the schema of the one it names.
 */
export function answerSchema(route: DescribedRoute, status: number): Schema | null {
  if (status >= 400) return definitionOf(REFUSAL);
  const named = route.responses[String(status)];
  return named ?? Object.values(route.responses).find((schema) => schema !== null) ?? null;
}
