import { definitionOf, type Schema } from './description.js';

/** One way in which a value differs from its schema. */
export interface SchemaProblem {
  readonly kind: 'null' | 'unknown key' | 'not enumerated' | 'type' | 'format' | 'missing';
  /** The definition and the key in it, such as `codersdk.Workspace.deadline`: the same wherever it is used. */
  readonly at: string;
  /** Where in the value, such as `$.latest_build.deadline`. */
  readonly path: string;
  readonly value: unknown;
}

/** Everything in which `value` differs from `schema`. Keys that the schema does not have are differences. */
export function validate(schema: Schema, value: unknown, at: string): readonly SchemaProblem[] {
  return [...problemsOf(schema, value, at, '$')];
}

function* problemsOf(schema: Schema, value: unknown, at: string, path: string): Iterable<SchemaProblem> {
  const problem = (kind: SchemaProblem['kind']): SchemaProblem => ({ kind, at, path, value });
  if (value === null) {
    if (Object.keys(schema).length > 0) yield problem('null');
    return;
  }
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/definitions/', '');
    const definition = definitionOf(name);
    // A key of an enumerated type is named for its place: the incomplete ones are incomplete there.
    const inner = definition.properties === undefined ? at : name;
    yield* problemsOf(definition, value, inner, path);
    return;
  }
  for (const one of schema.allOf ?? []) yield* problemsOf(one, value, at, path);
  if (!hasType(schema.type, value)) {
    yield problem('type');
    return;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) yield problem('not enumerated');
  if (typeof value === 'string' && !hasFormat(schema.format, value)) yield problem('format');
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      yield* problemsOf(schema.items ?? {}, item, `${at}[]`, `${path}[${i}]`);
    }
  } else if (typeof value === 'object' && schema.type === 'object') {
    yield* problemsOfObject(schema, value as Readonly<Record<string, unknown>>, at, path);
  }
}

function* problemsOfObject(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  at: string,
  path: string,
): Iterable<SchemaProblem> {
  for (const key of schema.required ?? []) {
    if (!(key in value))
      yield { kind: 'missing', at: `${at}.${key}`, path: `${path}.${key}`, value: undefined };
  }
  for (const [key, member] of Object.entries(value)) {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    if (inner !== undefined) yield* problemsOf(inner, member, `${at}.${key}`, `${path}.${key}`);
    else yield { kind: 'unknown key', at: `${at}.${key}`, path: `${path}.${key}`, value: member };
  }
}

function hasType(type: Schema['type'], value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
  }
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/,
  email: /^[^@\s]+@[^@\s]+$/,
};

function hasFormat(format: string | undefined, value: string): boolean {
  return FORMATS[format ?? '']?.test(value) ?? true;
}
