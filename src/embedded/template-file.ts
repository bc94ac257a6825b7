import { z } from 'zod';
import type { Distribution } from '../stats/index.js';
import { parseGoDurationMs } from '../time/index.js';
import { type EmbeddedTemplate, type TemplateAgents, WEEKDAYS } from './embedded-template.js';

/** A Go duration, as whole microseconds. */
const durationUs = z.string().transform((text, context) => {
  try {
    return Math.round(parseGoDurationMs(text) * 1000);
  } catch {
    context.addIssue({
      code: 'custom',
      message: `must be a duration such as 90s or 1h30m, not ${JSON.stringify(text)}`,
    });
    return z.NEVER;
  }
});

const distribution = z
  .union([
    z.strictObject({ p50: durationUs, p95: durationUs }),
    z.strictObject({ constant: durationUs }),
    z.strictObject({ values: z.array(durationUs).min(1) }),
  ])
  .transform((written): Distribution => {
    if ('constant' in written) return { kind: 'constant', value: written.constant };
    if ('p50' in written) return { kind: 'lognormal', ...written };
    return { kind: 'empirical', sortedValues: written.values.toSorted((a, b) => a - b) };
  });

const rate = z.number().min(0).max(1);
const names = z.record(z.string(), z.string());

const agents = z.strictObject({
  names: z.array(z.string()).min(1).max(16),
  connect: distribution.exactOptional(),
  start: distribution.exactOptional(),
  startup: distribution.exactOptional(),
  uptime: distribution.exactOptional(),
  startErrorRate: rate.exactOptional(),
  neverConnectRate: rate.exactOptional(),
  connectionTimeout: durationUs.exactOptional(),
});

const option = z.strictObject({
  name: z.string(),
  value: z.string(),
  description: z.string().exactOptional(),
  icon: z.string().exactOptional(),
});

const parameter = z.strictObject({
  name: z.string(),
  displayName: z.string().exactOptional(),
  description: z.string().exactOptional(),
  type: z.enum(['string', 'number', 'bool', 'list(string)']).exactOptional(),
  formType: z
    .enum([
      'radio',
      'dropdown',
      'input',
      'textarea',
      'slider',
      'checkbox',
      'switch',
      'tag-select',
      'multi-select',
    ])
    .exactOptional(),
  mutable: z.boolean().exactOptional(),
  defaultValue: z.string().exactOptional(),
  icon: z.string().exactOptional(),
  options: z.array(option).exactOptional(),
  validation: z
    .strictObject({
      regex: z.string().exactOptional(),
      min: z.number().exactOptional(),
      max: z.number().exactOptional(),
      monotonic: z.enum(['increasing', 'decreasing']).exactOptional(),
      error: z.string().exactOptional(),
    })
    .exactOptional(),
  ephemeral: z.boolean().exactOptional(),
});

const preset = z.strictObject({
  name: z.string(),
  description: z.string().exactOptional(),
  icon: z.string().exactOptional(),
  isDefault: z.boolean().exactOptional(),
  parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});

const variable = z.strictObject({
  name: z.string(),
  description: z.string().exactOptional(),
  type: z.enum(['string', 'number', 'bool']).exactOptional(),
  value: z.string().exactOptional(),
  defaultValue: z.string().exactOptional(),
  sensitive: z.boolean().exactOptional(),
});

const externalAuth = z.strictObject({
  id: z.string(),
  type: z.string().exactOptional(),
  displayName: z.string().exactOptional(),
  displayIcon: z.string().exactOptional(),
  optional: z.boolean().exactOptional(),
  authenticated: z.boolean().exactOptional(),
});

const template = z.strictObject({
  name: z.string(),
  displayName: z.string().exactOptional(),
  description: z.string().exactOptional(),
  icon: z.string().exactOptional(),
  allowUserCancelWorkspaceJobs: z.boolean().exactOptional(),
  deprecated: z.string().exactOptional(),
  defaultTtl: durationUs.exactOptional(),
  failureTtl: durationUs.exactOptional(),
  allowUserAutostart: z.boolean().exactOptional(),
  autostartDays: z.array(z.enum(WEEKDAYS)).exactOptional(),
  tags: names.exactOptional(),
  agents: agents.exactOptional(),
  serviceTime: z
    .strictObject({ start: distribution, stop: distribution, delete: distribution })
    .exactOptional(),
  stages: z.enum(['terraform', 'echo']).exactOptional(),
  parameters: z.array(parameter).exactOptional(),
  presets: z.array(preset).exactOptional(),
  variables: z.array(variable).exactOptional(),
  externalAuth: z.array(externalAuth).exactOptional(),
});

/** What a file of templates has come to. */
export interface TemplateFile {
  readonly templates: readonly EmbeddedTemplate[];
  /** In words for people. */
  readonly problems: readonly string[];
}

/**
 * Reads a JSON list of templates: the members of an `EmbeddedTemplate`, in which durations are written as in Go
 * (`defaultTtl`, `failureTtl`, `agents.connectionTimeout`) and distributions as `{"p50":"45s","p95":"90s"}`, `{"constant":"45s"}` or
 * `{"values":["40s","70s"]}`. Whether what they say goes together is found out when a deployment is made of them.
 */
export function readTemplateFile(text: string): TemplateFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      templates: [],
      problems: [`is no JSON: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
  const read = z.array(template).min(1).safeParse(json);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${placeOf(path)}${message}`);
    return { templates: [], problems };
  }
  return { templates: read.data.map(embeddedTemplate), problems: [] };
}

function embeddedTemplate({
  agents: given,
  defaultTtl,
  failureTtl,
  ...rest
}: z.infer<typeof template>): EmbeddedTemplate {
  return {
    ...rest,
    ...(defaultTtl === undefined ? {} : { defaultTtlMs: Math.round(defaultTtl / 1000) }),
    ...(failureTtl === undefined ? {} : { failureTtlMs: Math.round(failureTtl / 1000) }),
    ...(given === undefined ? {} : { agents: templateAgents(given) }),
  };
}

function templateAgents({ connectionTimeout, ...rest }: z.infer<typeof agents>): TemplateAgents {
  return connectionTimeout === undefined ? rest : { ...rest, connectionTimeoutUs: connectionTimeout };
}

function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '';
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return `templates${text}: `;
}
