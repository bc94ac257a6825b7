import { z } from '@hono/zod-openapi';
import { nullableTimestamp, timestamp, uuid } from './common.js';

/** Schemas of the routes under `/nineam/v1`, which are no part of the Coder API. */

export const faultRuleSchema = z.object({
  id: z.int(),
  rule: z.string(),
  kind: z.string(),
  opportunities: z.int(),
  fired: z.int(),
});

export const faultRulesSchema = z.object({
  rules: z.array(faultRuleSchema),
  /** By kind, of rules that are gone too. */
  fired: z.record(z.string(), z.int()),
});

/** A rule in the grammar of `--fault`, as a text or with its settings as members. */
export const newFaultSchema = z.union(
  [z.string(), z.object({ rule: z.string() }).strict(), z.looseObject({ kind: z.string() })],
  { error: 'must be a rule as a text, as {"rule": "…"}, or as an object with its kind and settings' },
);

export const firingsSchema = z.object({
  firings: z.array(
    z.looseObject({
      at: timestamp,
      rule_id: z.int(),
      rule: z.string(),
      fault: z.string(),
      subject: z.enum(['request', 'update', 'socket', 'server']),
    }),
  ),
  /** Earlier ones, which are no longer listed. */
  forgotten: z.int(),
  total: z.int(),
});

/** Most that one change, and that all changes together, may bring. */
export const MAX_PROVISIONERS = 100_000;
const howMany = z
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be at least 1' })
  .max(MAX_PROVISIONERS, { error: `must be at most ${MAX_PROVISIONERS}` })
  .optional();

/** Exactly one change of the provisioners. */
export const provisionerChangeSchema = z
  .strictObject({
    add: howMany,
    remove: howMany,
    die: howMany,
    tags: z.record(z.string(), z.string({ error: 'must be texts' })).optional(),
  })
  .refine(({ add, remove, die }) => [add, remove, die].filter((count) => count !== undefined).length === 1, {
    error: 'must say exactly one of add, remove and die',
  })
  .refine(({ add, tags }) => add !== undefined || tags === undefined, {
    error: 'goes only with add',
    path: ['tags'],
  });

export const provisionersSchema = z.array(
  z.object({
    index: z.int(),
    tags: z.record(z.string(), z.string()),
    /** Whether it works, or waits for work. */
    live: z.boolean(),
    /** Whether it goes when its build has ended. */
    leaving: z.boolean(),
    /** Whether the server takes it for live, as it does for a while with one that has died. */
    seen_as_live: z.boolean(),
    born_at: timestamp,
    died_at: nullableTimestamp,
    last_seen_at: timestamp,
    build: z
      .object({
        owner_name: z.string(),
        workspace_name: z.string(),
        build_number: z.int(),
        build_id: uuid,
      })
      .nullable(),
  }),
);

export const changedProvisionersSchema = z.object({
  /** How many came, go, or died: fewer than asked for where there were no more. */
  changed: z.int(),
  provisioners: provisionersSchema,
});

export const clockSchema = z.object({
  now: timestamp,
  /** What it showed when the deployment came up: the times of faults count from there. */
  started_at: timestamp,
  scale: z.number(),
  offset_ms: z.number(),
});

/** The settings of a restart, as a rule of that kind has them. */
export const newRestartSchema = z.strictObject({
  for: z.string({ error: 'must be a duration' }).optional(),
  connections: z.string({ error: 'must be a text' }).optional(),
});
