import { z } from '@hono/zod-openapi';
import { optionalText } from './common.js';
import { isAllowListEntry, isScope } from './token-scopes.js';

/** Body of creating a token. How long it may live depends on its user, and is checked later. */
export const newTokenSchema = z.object({
  /** Nanoseconds; 0: as long as a token lives by default. */
  lifetime: z
    .number({ error: 'must be nanoseconds' })
    .refine(Number.isInteger, { error: 'must be whole nanoseconds' })
    .min(0, { error: 'must not be negative' })
    .nullish()
    .transform((ns) => ns ?? 0),
  token_name: optionalText(),
  /** The older way to say it; without effect beside `scopes`. */
  scope: z
    .enum(['', 'all', 'application_connect'], { error: 'must be all or application_connect' })
    .nullish(),
  scopes: z
    .array(z.string().refine(isScope, { error: 'is no scope' }), { error: 'must be a list of scopes' })
    .nullish(),
  allow_list: z
    .array(z.string().refine(isAllowListEntry, { error: 'must be type:id, or * for either' }), {
      error: 'must be a list of type:id',
    })
    .nullish(),
});

/** The body of creating a token, read. */
export type NewTokenBody = z.output<typeof newTokenSchema>;
