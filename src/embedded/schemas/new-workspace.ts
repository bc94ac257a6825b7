import { z } from '@hono/zod-openapi';
import { optionalText, optionalUuid, parameterValues } from './common.js';
import { transitionSchema } from './jobs.js';
import { nameProblem } from './names.js';

/** Body of creating a workspace. What the schedule and the time to live must be is checked later, in Coder's order. */
export const newWorkspaceSchema = z
  .object({
    template_id: optionalUuid(),
    template_version_id: optionalUuid(),
    name: optionalText(),
    autostart_schedule: optionalText(),
    ttl_ms: z.int({ error: 'must be whole milliseconds' }).nullish(),
    rich_parameter_values: parameterValues,
    automatic_updates: optionalText(),
    template_version_preset_id: optionalUuid(),
  })
  .superRefine((workspace, context) => {
    const problem = (field: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [field], message });
    };
    const given = Number(workspace.template_id !== null) + Number(workspace.template_version_id !== null);
    const choice = given === 1 ? null : 'either this or the other one of template and version is required';
    problem('template_id', choice);
    problem('template_version_id', choice);
    problem('name', workspace.name === '' ? 'is required' : nameProblem(workspace.name));
  });

/** Reasons that a client may give for a build. */
const clientReason = z.enum(
  [
    '',
    'dashboard',
    'cli',
    'ssh_connection',
    'vscode_connection',
    'jetbrains_connection',
    'task_manual_pause',
  ],
  { error: 'is unknown' },
);

/** Body of creating a build. */
export const newBuildSchema = z.object({
  transition: transitionSchema,
  template_version_id: optionalUuid(),
  rich_parameter_values: parameterValues,
  template_version_preset_id: optionalUuid(),
  /** Without effect, as on a Coder server. */
  dry_run: z.boolean({ error: 'must be true or false' }).nullish(),
  state: z.base64({ error: 'must be base64' }).nullish(),
  orphan: z.boolean({ error: 'must be true or false' }).nullish(),
  log_level: z.enum(['', 'debug'], { error: 'must be debug' }).nullish(),
  reason: clientReason.nullish(),
});

/** The body of creating a workspace, read. */
export type NewWorkspaceBody = z.output<typeof newWorkspaceSchema>;
/** The body of creating a build, read. */
export type NewBuildBody = z.output<typeof newBuildSchema>;
