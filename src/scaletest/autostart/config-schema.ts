import { z } from 'zod';
import { ConfigError } from '../../storm/index.js';
import { parseGoDurationNs } from '../../time/index.js';
import type { AutostartSettings } from './config.js';
import { settingsProblems } from './validate.js';

const NS_PER_MS = 1e6;

const text = z.string({ error: 'must be a text' });
const flag = z.boolean({ error: 'must be true or false' });
const whole = z.int({ error: 'must be a whole number' });

/** Go's text (`5m`, `1h30m`) or a whole number of nanoseconds; written as nanoseconds. */
const duration = z.codec(
  z.union([z.string(), z.int()], {
    error: 'must be a duration, e.g. "5m", or a whole number of nanoseconds',
  }),
  z.number(),
  {
    decode: (value, ctx) => {
      if (typeof value === 'number') return value / NS_PER_MS;
      try {
        return Number(parseGoDurationNs(value)) / NS_PER_MS;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        ctx.issues.push({ code: 'custom', input: value, message: error.message });
        return z.NEVER;
      }
    },
    encode: (ms) => Math.round(ms * NS_PER_MS),
  },
);

const userJson = z.strictObject(
  { organization_id: text, username: text.optional(), email: text.optional() },
  { error: objectFault },
);

const requestJson = z.strictObject(
  {
    template_id: text,
    name: text.optional(),
    rich_parameter_values: z
      .array(z.strictObject({ name: text, value: text }, { error: objectFault }), {
        error: 'must be a list of {"name", "value"}',
      })
      .nullish(),
    ttl_ms: whole.nullish(),
  },
  { error: objectFault },
);

const workspaceJson = z.strictObject(
  {
    organization_id: text.optional(),
    user_id: text.optional(),
    request: requestJson,
    no_wait_for_agents: flag.optional(),
    no_wait_for_build: flag.optional(),
    retry: whole.optional(),
  },
  { error: objectFault },
);

const user = z.codec(userJson, z.custom<AutostartSettings['user']>(), {
  decode: ({ organization_id: organizationId, username, email }) => ({
    organizationId,
    ...given({ username, email }),
  }),
  encode: ({ organizationId, username, email }) => ({
    organization_id: organizationId,
    ...given({ username, email }),
  }),
});

const workspace = z.codec(workspaceJson, z.custom<AutostartSettings['workspace']>(), {
  decode: ({ request, ...json }) => ({
    templateId: request.template_id,
    ...given({
      organizationId: json.organization_id,
      userId: json.user_id,
      name: request.name,
      richParameterValues: request.rich_parameter_values ?? undefined,
      ttlMs: request.ttl_ms ?? undefined,
      noWaitForAgents: json.no_wait_for_agents,
      noWaitForBuild: json.no_wait_for_build,
      retry: json.retry,
    }),
  }),
  encode: (config) => ({
    ...given({ organization_id: config.organizationId, user_id: config.userId }),
    request: {
      template_id: config.templateId,
      ...given({
        name: config.name,
        rich_parameter_values: config.richParameterValues && [...config.richParameterValues],
        ttl_ms: config.ttlMs,
      }),
    },
    ...given({
      no_wait_for_agents: config.noWaitForAgents,
      no_wait_for_build: config.noWaitForBuild,
      retry: config.retry,
    }),
  }),
});

const settingsJson = z.strictObject(
  {
    user,
    workspace,
    workspace_job_timeout: duration,
    autostart_delay: duration,
    autostart_build_timeout: duration,
  },
  { error: objectFault },
);

/**
 * The JSON form of a configuration, in the keys of Coder's tool: `z.decode` reads it, `z.encode` writes it. Barrier,
 * updates and sink are not part of it, nor are our own additions to the user (full name, way of authenticating).
 *
 * | key | holds |
 * |---|---|
 * | `user` | `organization_id`, `username`, `email` |
 * | `workspace` | `organization_id`, `user_id` (both ignored), `request`; `no_wait_for_agents`, `no_wait_for_build`, `retry` (refused unless `false`, or 0) |
 * | `workspace.request` | `template_id`, `name`, `rich_parameter_values` (a list of `name` and `value`), `ttl_ms` |
 * | `workspace_job_timeout`, `autostart_delay`, `autostart_build_timeout` | Go's text (`5m`) or nanoseconds; written as nanoseconds |
 *
 * An empty text means not given, as Go writes it. Any other key is refused: nothing that was asked for is passed over.
 */
export const autostartConfigSchema = z.codec(settingsJson, z.custom<AutostartSettings>(), {
  decode: (json) => ({
    user: json.user,
    workspace: json.workspace,
    workspaceJobTimeoutMs: json.workspace_job_timeout,
    autostartDelayMs: json.autostart_delay,
    autostartBuildTimeoutMs: json.autostart_build_timeout,
  }),
  encode: (settings) => ({
    user: settings.user,
    workspace: settings.workspace,
    workspace_job_timeout: settings.workspaceJobTimeoutMs,
    autostart_delay: settings.autostartDelayMs,
    autostart_build_timeout: settings.autostartBuildTimeoutMs,
  }),
});

/** What `JSON.stringify` writes of a configuration. */
export type AutostartConfigJson = z.input<typeof autostartConfigSchema>;

/**
 * Reads the JSON form of a configuration.
 * @throws ConfigError with every problem at once, each naming its key, e.g. `workspace.request.template_id`.
 */
export function parseAutostartConfig(json: unknown): AutostartSettings {
  const parsed = autostartConfigSchema.safeParse(json);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`),
    );
  }
  const problems = settingsProblems(parsed.data);
  if (problems.length > 0) {
    throw new ConfigError(problems.map(({ path, message }) => `${jsonPath(path)}: ${message}`));
  }
  return Object.freeze(parsed.data);
}

/** The JSON form of the part of a configuration that has one. */
export function autostartConfigToJson(settings: AutostartSettings): AutostartConfigJson {
  return z.encode(autostartConfigSchema, settings);
}

function objectFault(issue: { readonly code?: string; readonly keys?: readonly string[] }): string {
  return issue.code === 'unrecognized_keys'
    ? `has no key ${(issue.keys ?? []).map((key) => `"${key}"`).join(', ')}`
    : 'must be an object';
}

const JSON_PATHS: Readonly<Record<string, string>> = {
  'user.organizationId': 'user.organization_id',
  'workspace.templateId': 'workspace.request.template_id',
  'workspace.noWaitForBuild': 'workspace.no_wait_for_build',
  'workspace.noWaitForAgents': 'workspace.no_wait_for_agents',
  workspaceJobTimeoutMs: 'workspace_job_timeout',
  autostartDelayMs: 'autostart_delay',
  autostartBuildTimeoutMs: 'autostart_build_timeout',
};

function jsonPath(path: readonly string[]): string {
  const own = path.join('.');
  return JSON_PATHS[own] ?? own;
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields without those that were not given; an empty text was not. */
function given<T extends Record<string, unknown>>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as Given<T>;
}
