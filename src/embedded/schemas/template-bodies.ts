import { z } from '@hono/zod-openapi';
import { WEEKDAYS } from '../embedded-template.js';
import { optionalText } from './common.js';
import { nameProblem } from './names.js';

const MAX_DISPLAY_NAME = 64;
const MAX_DESCRIPTION = 127;
const MAX_VERSION_NAME = 64;
/** The longest duration in Go, some 292 years. */
const MAX_MS = Math.floor(2 ** 63 / 1e6);

const flag = z.boolean({ error: 'must be true or false' }).nullish();
const milliseconds = z
  .int({ error: 'must be whole milliseconds' })
  .min(0, { error: 'must not be negative' })
  .max(MAX_MS, { error: `must be at most ${MAX_MS}` })
  .nullish();
const days = z
  .array(z.enum(WEEKDAYS, { error: 'must be names of weekdays' }), { error: 'must be a list of weekdays' })
  .nullish();

const displayName = z
  .string({ error: 'must be a text' })
  .refine((text) => [...text].length <= MAX_DISPLAY_NAME && text.trim() === text, {
    error: `must have at most ${MAX_DISPLAY_NAME} characters and no spaces around it`,
  })
  .nullish();

/** What changes here; absent or `null`: as it is. */
const changes = {
  display_name: displayName,
  description: z
    .string({ error: 'must be a text' })
    .refine((text) => [...text].length <= MAX_DESCRIPTION, {
      error: `must have at most ${MAX_DESCRIPTION} characters`,
    })
    .nullish(),
  icon: z.string({ error: 'must be a text' }).nullish(),
  default_ttl_ms: milliseconds,
  activity_bump_ms: milliseconds,
  time_til_autostop_notify_ms: milliseconds,
  allow_user_cancel_workspace_jobs: flag,
  cors_behavior: z.enum(['', 'simple', 'passthru'], { error: 'must be simple or passthru' }).nullish(),
};

/** What only a licensed server acts upon: checked, and then left as it is. */
const licensed = {
  allow_user_autostart: flag,
  allow_user_autostop: flag,
  autostart_requirement: z.object({ days_of_week: days }).nullish(),
  autostop_requirement: z
    .object({
      days_of_week: days,
      weeks: z.int().min(0).max(16, { error: 'must be from 0 to 16' }).nullish(),
    })
    .nullish(),
  failure_ttl_ms: milliseconds,
  require_active_version: flag,
  disable_everyone_group_access: flag,
  max_port_share_level: z
    .enum(['', 'owner', 'authenticated', 'organization', 'public'], { error: 'is no sharing level' })
    .nullish(),
};

/** There is no other way here to settle parameters. */
const classicFlow = flag.refine((classic) => classic !== false, {
  error: 'must be true: this deployment has the classic parameter flow only',
});

/** Body of making a template of a version. */
export const newTemplateSchema = z.object({
  ...changes,
  ...licensed,
  name: z.string({ error: 'is required' }).superRefine((name, context) => {
    const problem = name === '' ? 'is required' : nameProblem(name);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
  template_version_id: z.guid({ error: 'must be a UUID' }).transform((id) => id.toLowerCase()),
  template_use_classic_parameter_flow: classicFlow,
  delete_ttl_ms: milliseconds,
  dormant_ttl_ms: milliseconds,
});

/** Body of changing a template; an empty name leaves it as it is. */
export const templateChangeSchema = z.object({
  ...changes,
  ...licensed,
  name: optionalText().superRefine((name, context) => {
    const problem = name === '' ? null : nameProblem(name);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
  disable_module_cache: flag,
  deprecation_message: z.string({ error: 'must be a text' }).nullish(),
  time_til_dormant_ms: milliseconds,
  time_til_dormant_autodelete_ms: milliseconds,
  update_workspace_dormant_at: flag,
  update_workspace_last_used_at: flag,
  use_classic_parameter_flow: classicFlow,
});

/** Body of changing a version; an empty name leaves it as it is. */
export const versionChangeSchema = z.object({
  name: optionalText().refine(
    (name) => name === '' || (name.length <= MAX_VERSION_NAME && VERSION_NAME.test(name)),
    {
      error: `must have at most ${MAX_VERSION_NAME} letters and digits, joined by dot, hyphen or underscore`,
    },
  ),
  message: z.string({ error: 'must be a text' }).nullish(),
});

const VERSION_NAME = /^[a-zA-Z0-9]+(?:[_.-][a-zA-Z0-9]+)*$/;

/** The body of changing a template, read. */
export type TemplateChangeBody = z.output<typeof templateChangeSchema>;
