import type { PresetRecord } from '../directory/versions.js';
import type { TemplateExternalAuth, TemplateParameter, TemplateVariable } from '../embedded-template.js';
import type { ExternalAuthJson, ParameterJson, PresetJson, VariableJson } from '../schemas/version-parts.js';

/** What stands for a secret. */
const REDACTED = '*redacted*';

/** A parameter in Coder's JSON. A description is shown as it is written: nothing takes Markdown out of it. */
export function parameterJson(parameter: TemplateParameter): ParameterJson {
  const { defaultValue, description = '', displayName, options = [], validation = {} } = parameter;
  return {
    name: parameter.name,
    ...(displayName ? { display_name: displayName } : {}),
    description,
    description_plaintext: description,
    type: parameter.type ?? 'string',
    form_type: parameter.formType ?? usualForm(parameter),
    mutable: parameter.mutable ?? false,
    default_value: defaultValue ?? '',
    icon: parameter.icon ?? '',
    options: options.map((option) => ({
      name: option.name,
      description: option.description ?? '',
      value: option.value,
      icon: option.icon ?? '',
    })),
    ...(validation.error ? { validation_error: validation.error } : {}),
    ...(validation.regex ? { validation_regex: validation.regex } : {}),
    ...(validation.min === undefined ? {} : { validation_min: validation.min }),
    ...(validation.max === undefined ? {} : { validation_max: validation.max }),
    ...(validation.monotonic === undefined ? {} : { validation_monotonic: validation.monotonic }),
    required: defaultValue === undefined,
    ephemeral: parameter.ephemeral ?? false,
  };
}

function usualForm({ options = [], type }: TemplateParameter): ParameterJson['form_type'] {
  if (type === 'list(string)') return options.length > 0 ? 'multi-select' : 'tag-select';
  if (options.length > 0) return 'radio';
  return type === 'bool' ? 'checkbox' : 'input';
}

/** A variable in Coder's JSON. */
export function variableJson(variable: TemplateVariable): VariableJson {
  const { defaultValue = '', sensitive = false } = variable;
  const shown = (value: string) => (sensitive ? REDACTED : value);
  return {
    name: variable.name,
    description: variable.description ?? '',
    type: variable.type ?? 'string',
    value: shown(variable.value ?? defaultValue),
    default_value: shown(defaultValue),
    required: variable.defaultValue === undefined,
    sensitive,
  };
}

/** A preset in Coder's JSON. There are no prebuilt workspaces. */
export function presetJson(preset: PresetRecord): PresetJson {
  return {
    ID: preset.id,
    Name: preset.name,
    Parameters: preset.parameters.map(({ name, value }) => ({ Name: name, Value: value })),
    Default: preset.isDefault ?? false,
    DesiredPrebuildInstances: null,
    Description: preset.description ?? '',
    Icon: preset.icon ?? '',
  };
}

/** A login elsewhere in Coder's JSON; the same for every user. */
export function externalAuthJson(auth: TemplateExternalAuth, accessUrl: string): ExternalAuthJson {
  return {
    id: auth.id,
    type: auth.type ?? auth.id,
    display_name: auth.displayName ?? auth.id,
    display_icon: auth.displayIcon ?? '',
    authenticate_url: `${accessUrl}/external-auth/${encodeURIComponent(auth.id)}`,
    authenticated: auth.authenticated ?? true,
    ...(auth.optional ? { optional: true } : {}),
  };
}
