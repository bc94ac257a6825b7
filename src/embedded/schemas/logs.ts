import { z } from '@hono/zod-openapi';
import { timestamp } from './common.js';

/** A line of a job's log. */
export const logLineSchema = z
  .object({
    id: z.int(),
    created_at: timestamp,
    log_source: z.enum(['provisioner_daemon', 'provisioner']),
    log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error']),
    stage: z.string(),
    output: z.string(),
  })
  .openapi('ProvisionerJobLog');

const INT64 = /^[+-]?\d{1,18}$/;

/** How a log is asked for. */
export const logQuerySchema = z
  .object({
    after: z
      .string()
      .optional()
      .refine((text) => !text || INT64.test(text), { error: 'must be a whole number' })
      .transform((text) => (text ? Number(text) : Number.NEGATIVE_INFINITY))
      .openapi({ type: 'integer', description: 'Only lines with greater ids' }),
    follow: z
      .string()
      .optional()
      .transform((text) => text !== undefined)
      .openapi({ type: 'boolean', description: 'Whatever its value: a WebSocket until the job has ended' }),
    format: z
      .enum(['', 'json', 'text'], { error: 'must be json or text' })
      .optional()
      .transform((format) => format || 'json'),
  })
  .refine(({ follow, format }) => !(follow && format === 'text'), {
    path: ['format'],
    error: 'must be json for a log that is followed',
  });

/** A line of a job's log as JSON. */
export type LogLineJson = z.infer<typeof logLineSchema>;
/** How a log is asked for, read. */
export type LogQuery = z.output<typeof logQuerySchema>;
