import { z } from 'zod';
import { PHASES, SETUP_STEPS } from '../../storm/index.js';
import { parseInstant } from '../../time/index.js';
import type { SavedRun } from './saved-run.js';

/** An instant stands in the file as its text alone, so that the two parts of one cannot contradict each other. */
const instant = z.codec(z.string(), z.strictObject({ us: z.number(), text: z.string() }), {
  decode(text, context) {
    try {
      return parseInstant(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is no RFC 3339 timestamp', input: text });
      return z.NEVER;
    }
  },
  encode: ({ text }) => text,
});

const text = z.string();
const optionalText = text.nullable();
const count = z.int().min(0);
const optionalMs = z.number().nullable();
const optionalInstant = instant.nullable();
const phase = z.enum(PHASES);

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), totalMs: z.number() }),
  z.strictObject({ kind: z.literal('started'), totalMs: z.number() }),
  z.strictObject({ kind: z.literal('failed'), phase, cause: text, reaped: z.boolean() }),
  z.strictObject({ kind: z.literal('canceled'), phase, cause: text }),
  z.strictObject({
    kind: z.literal('missed'),
    reason: z.enum([
      'scheduled_late',
      'owner_inactive',
      'workspace_dormant',
      'stop_not_finished',
      'template_forbids',
      'unexpected_build',
      'workspace_gone',
      'unknown',
    ]),
    detail: text,
  }),
  z.strictObject({ kind: z.literal('timed_out'), phase, waitedMs: z.number() }),
  z.strictObject({ kind: z.literal('interrupted'), phase: z.enum([...PHASES, 'setup']) }),
  z.strictObject({ kind: z.literal('setup_failed'), step: z.enum(SETUP_STEPS), cause: text }),
]);

const build = z.strictObject({
  id: text,
  number: z.int(),
  transition: z.enum(['start', 'stop', 'delete']),
  reason: text,
  initiatorName: text,
  ownerName: text,
  jobStatus: z.enum(['pending', 'running', 'canceling', 'succeeded', 'failed', 'canceled', 'unknown']),
  workerId: optionalText,
  error: optionalText,
  createdAt: instant,
  startedAt: optionalInstant,
  completedAt: optionalInstant,
});

const agent = z.strictObject({
  name: text,
  status: text,
  lifecycleState: text,
  createdAt: instant,
  firstConnectedAt: optionalInstant,
  disconnectedAt: optionalInstant,
  startedAt: optionalInstant,
  readyAt: optionalInstant,
});

const run = z.strictObject({
  index: count,
  workspaceId: optionalText,
  workspaceName: text,
  configTime: optionalInstant,
  scheduledTime: optionalInstant,
  completionTime: optionalInstant,
  usableTime: optionalInstant,
  success: z.boolean(),
  error: optionalText,
  outcome,
  build: build.nullable(),
  agents: z.array(agent).readonly(),
  triggerMs: optionalMs,
  queueMs: optionalMs,
  buildMs: optionalMs,
  agentMs: optionalMs,
  startupMs: optionalMs,
  totalMs: optionalMs,
  negativeQueueWait: z.boolean(),
  negativeAgentInterval: z.boolean(),
  reaped: z.boolean(),
});

const stageTimings = z.strictObject({
  clock: z.literal('provisioner host'),
  builds: count,
  asked: count,
  timed: count,
  stages: z
    .array(z.strictObject({ stage: text, n: count, p50Ms: optionalMs, p95Ms: optionalMs, p99Ms: optionalMs }))
    .readonly(),
});

const limitRange = z.strictObject({ lowest: count, highest: count });

const environment = z.strictObject({
  nineamVersion: text,
  nodeVersion: text,
  urlHost: text,
  serverVersion: optionalText,
  template: text,
  count,
  seed: optionalText,
  embedded: z.enum(['in_process', 'served']).nullable(),
  timeScale: z.number(),
  feed: z
    .strictObject({
      kind: z.enum(['watch-all', 'poll']),
      messages: count,
      foreign: count,
      reconnects: count,
      reconciliations: count,
      failedReconciliations: count,
      recovered: count,
      duplicates: count,
      requests: count,
    })
    .nullable(),
  clockOffset: z
    .strictObject({
      offsetMs: z.number(),
      uncertaintyMs: z.number(),
      samples: count,
      disagreementMs: z.number(),
    })
    .nullable(),
  stopped: optionalText.default(null),
  setUp: z.strictObject({ builds: limitRange, requests: limitRange }).nullable().default(null),
  flags: z.record(text, z.union([text, z.number(), z.boolean(), z.null(), z.array(text).readonly()])),
  startedAt: text,
  endedAt: text,
  resumedAt: z.array(text).readonly().optional(),
  predicted: z
    .array(
      z.strictObject({
        figure: text,
        lowMs: z.number().nullable(),
        medianMs: z.number().nullable(),
        highMs: z.number().nullable(),
        measuredMs: z.number().nullable(),
      }),
    )
    .readonly()
    .optional(),
  cleanup: z
    .strictObject({
      status: z.enum(['complete', 'incomplete', 'skipped']),
      workspacesLeft: count.nullable(),
      usersLeft: count.nullable(),
    })
    .nullable(),
  howObtained: z.record(text, text),
});

/** Everything that a result's file holds beside its stamp and its checksum; nothing else may be in it. */
export const savedRunSchema: z.ZodType<SavedRun> = z.strictObject({
  runId: text,
  createdAt: text,
  environment,
  thresholds: z.array(text).readonly(),
  stageTimings: stageTimings.nullable(),
  runs: z.array(run).readonly(),
});
