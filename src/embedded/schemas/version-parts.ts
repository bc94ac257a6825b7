import { z } from '@hono/zod-openapi';

/** A parameter of a template's version; what is omitted is empty. */
export const parameterSchema = z
  .object({
    name: z.string(),
    display_name: z.string().optional(),
    description: z.string(),
    description_plaintext: z.string(),
    type: z.enum(['string', 'number', 'bool', 'list(string)']),
    form_type: z.enum([
      'radio',
      'dropdown',
      'input',
      'textarea',
      'slider',
      'checkbox',
      'switch',
      'tag-select',
      'multi-select',
    ]),
    mutable: z.boolean(),
    default_value: z.string(),
    icon: z.string(),
    options: z.array(
      z.object({ name: z.string(), description: z.string(), value: z.string(), icon: z.string() }),
    ),
    validation_error: z.string().optional(),
    validation_regex: z.string().optional(),
    validation_min: z.number().optional(),
    validation_max: z.number().optional(),
    validation_monotonic: z.enum(['increasing', 'decreasing']).optional(),
    required: z.boolean(),
    ephemeral: z.boolean(),
  })
  .openapi('TemplateVersionParameter');

/** A variable of a template's version; values of a sensitive one are masked. */
export const variableSchema = z
  .object({
    name: z.string(),
    description: z.string(),
    type: z.enum(['string', 'number', 'bool']),
    value: z.string(),
    default_value: z.string(),
    required: z.boolean(),
    sensitive: z.boolean(),
  })
  .openapi('TemplateVersionVariable');

/** A preset; its keys are capitalized, as Coder sends them. */
export const presetSchema = z
  .object({
    ID: z.uuid(),
    Name: z.string(),
    Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })),
    Default: z.boolean(),
    DesiredPrebuildInstances: z.int().nullable(),
    Description: z.string(),
    Icon: z.string(),
  })
  .openapi('Preset');

/** A login elsewhere that a template's workspaces need. */
export const externalAuthSchema = z
  .object({
    id: z.string(),
    type: z.string(),
    display_name: z.string(),
    display_icon: z.string(),
    authenticate_url: z.string(),
    authenticated: z.boolean(),
    optional: z.boolean().optional(),
  })
  .openapi('TemplateVersionExternalAuth');

/** A parameter as JSON. */
export type ParameterJson = z.infer<typeof parameterSchema>;
/** A variable as JSON. */
export type VariableJson = z.infer<typeof variableSchema>;
/** A preset as JSON. */
export type PresetJson = z.infer<typeof presetSchema>;
/** A login elsewhere as JSON. */
export type ExternalAuthJson = z.infer<typeof externalAuthSchema>;
