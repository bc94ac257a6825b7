import { z } from '@hono/zod-openapi';

/** Building blocks of the routes' schemas. They describe the Coder API as this server speaks it. */

/** A UUID in an answer. */
export const uuid = z.uuid();
/** An RFC 3339 time in an answer. */
export const timestamp = z.iso.datetime();
/** The same, or `null` while it has not come. */
export const nullableTimestamp = timestamp.nullable();

/** A list of what does not exist here. */
export const emptyList = z.array(z.never()).openapi({ type: 'array', items: {}, maxItems: 0 });

/** An answer that only says something. */
export const messageSchema = z.object({ message: z.string() });

/** A JSON answer in a route's `responses`. */
export function jsonContent<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body in a route's `request`. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

/** Text that must be given and not be empty. */
export function requiredText() {
  return z.string({ error: required }).min(1, { error: 'is required' });
}

/** Text that may be absent, `null` or empty, which all mean the same; then empty. */
export function optionalText() {
  return z
    .string({ error: 'must be a text' })
    .nullish()
    .transform((text) => text ?? '');
}

/** A UUID that may be absent, `null`, empty or zero, which all mean the same; then `null`. In lower case. */
export function optionalUuid() {
  return z
    .string({ error: 'must be a UUID' })
    .nullish()
    .refine((text) => !text || UUID_TEXT.test(text), { error: 'must be a UUID' })
    .transform((text) => (!text || text === ZERO_UUID ? null : text.toLowerCase()));
}

const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ZERO_UUID = '00000000-0000-0000-0000-000000000000';

/** Values for a template's parameters; absent or `null`: none. */
export const parameterValues = z
  .array(
    z.object(
      { name: z.string({ error: required }), value: z.string({ error: required }) },
      { error: 'must have name and value' },
    ),
    { error: 'must be a list of name and value' },
  )
  .nullish()
  .transform((values) => values ?? []);

const MAX_COUNT = 2 ** 31 - 1;
const countText = z.string().refine((text) => /^\d*$/.test(text) && Number(text) <= MAX_COUNT, {
  error: `must be a whole number from 0 to ${MAX_COUNT}`,
});

/** A count in a query; absent or empty: 0. */
export const countQuery = countText
  .optional()
  .transform((text) => Number(text ?? 0))
  .openapi({ type: 'integer', minimum: 0 });

/** A count in a query whose absence means `count`. */
export function countQueryOr(count: number) {
  return countText
    .optional()
    .transform((text) => (text ? Number(text) : count))
    .openapi({ type: 'integer', minimum: 0, default: count });
}

/** A yes or no in a query as Go reads them; absent: no. */
export const flagQuery = z
  .enum(['', '1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'], {
    error: 'must be true or false',
  })
  .optional()
  .transform((text) => text !== undefined && text !== '' && /^[1t]/i.test(text));

/** Several values in one query parameter, separated by commas. */
export const listQuery = z
  .string()
  .optional()
  .transform((text) => (text ? text.split(',').map((value) => value.trim()) : []));

/** Several UUIDs in one query parameter, separated by commas; in lower case. */
export const uuidListQuery = listQuery
  .refine((ids) => ids.every((id) => UUID_TEXT.test(id)), { error: 'must be UUIDs, separated by commas' })
  .transform((ids) => ids.map((id) => id.toLowerCase()));

function required(issue: { readonly input: unknown }): string {
  return issue.input === undefined || issue.input === null ? 'is required' : 'must be a text';
}

/** A path parameter; what it names is found, and refused, before schemas are looked at. */
export function pathParams<Name extends string>(...names: readonly Name[]) {
  const shape = Object.fromEntries(names.map((name) => [name, z.string()]));
  return z.object(shape as Record<Name, z.ZodString>);
}
