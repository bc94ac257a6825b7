import {
  type EmbeddedTemplate,
  type TemplateParameter,
  type TemplatePreset,
  WEEKDAYS,
} from './embedded-template.js';
import { valueProblem } from './parameter-values.js';
import { nameProblem } from './schemas/names.js';

const MAX_DESCRIPTION = 127;

/** Everything that is wrong with the templates of a deployment's options. */
export function templateProblems(templates: readonly EmbeddedTemplate[]): string[] {
  const problems: string[] = [];
  if (templates.length === 0) problems.push('templates: needs at least one');
  const names = templates.map((template) => template.name.toLowerCase());
  if (new Set(names).size < names.length)
    problems.push('templates: names must differ in more than their case');
  templates.forEach((template, index) => {
    for (const problem of problemsOf(template)) problems.push(`templates[${index}].${problem}`);
  });
  return problems;
}

function problemsOf(template: EmbeddedTemplate): string[] {
  const { agents, autostartDays = [], defaultTtlMs = 0, description = '', failureTtlMs = 0 } = template;
  const { externalAuth = [], name, parameters = [], presets = [], variables = [] } = template;
  const problems: string[] = [];
  const wrong = nameProblem(name);
  if (wrong !== null) problems.push(`name: ${wrong}; got ${JSON.stringify(name)}`);
  if (description.length > MAX_DESCRIPTION)
    problems.push(`description: must have at most ${MAX_DESCRIPTION} characters`);
  if (!Number.isSafeInteger(defaultTtlMs) || defaultTtlMs < 0)
    problems.push(`defaultTtlMs: must be whole milliseconds from 0; got ${defaultTtlMs}`);
  if (!Number.isSafeInteger(failureTtlMs) || failureTtlMs < 0)
    problems.push(`failureTtlMs: must be whole milliseconds from 0; got ${failureTtlMs}`);
  const days: readonly string[] = WEEKDAYS;
  const strange = autostartDays.find((day) => !days.includes(day));
  if (strange !== undefined)
    problems.push(`autostartDays: ${JSON.stringify(strange)} is no weekday, such as monday`);
  if (agents !== undefined) problems.push(...duplicates('agents.names', agents.names));
  problems.push(...duplicates('parameters', namesOf(parameters)), ...duplicates('presets', namesOf(presets)));
  problems.push(...duplicates('variables', namesOf(variables)));
  const ids = externalAuth.map(({ id }) => id);
  problems.push(...duplicates('externalAuth', ids));
  parameters.forEach((parameter, index) => {
    for (const problem of parameterProblems(parameter)) problems.push(`parameters[${index}].${problem}`);
  });
  presets.forEach((preset, index) => {
    for (const problem of presetProblems(preset, parameters)) problems.push(`presets[${index}].${problem}`);
  });
  if (presets.filter((preset) => preset.isDefault).length > 1)
    problems.push('presets: at most one can be the default');
  return problems;
}

function namesOf(things: readonly { readonly name: string }[]): string[] {
  return things.map(({ name }) => name);
}

function duplicates(field: string, names: readonly string[]): string[] {
  const problems: string[] = [];
  if (names.includes('')) problems.push(`${field}: each needs a name`);
  if (new Set(names).size < names.length) problems.push(`${field}: names must differ`);
  return problems;
}

function parameterProblems(parameter: TemplateParameter): string[] {
  const { defaultValue, ephemeral, mutable, options = [], type = 'string', validation = {} } = parameter;
  const problems = duplicates('options', namesOf(options));
  const { max, min, monotonic, regex } = validation;
  if (ephemeral && (defaultValue === undefined || !mutable))
    problems.push('ephemeral: needs a default value and mutable, as no later build keeps its value');
  if (regex !== undefined && !isPattern(regex)) problems.push('validation.regex: is no regular expression');
  if (regex !== undefined && type !== 'string') problems.push('validation.regex: is for texts');
  if ((min !== undefined || max !== undefined || monotonic !== undefined) && type !== 'number')
    problems.push('validation: min, max and monotonic are for numbers');
  if (min !== undefined && max !== undefined && min > max)
    problems.push('validation: min must not exceed max');
  // The checks below would fail for these reasons once more.
  if (problems.length > 0) return problems;
  for (const option of options) {
    const wrong = type === 'list(string)' ? null : valueProblem(parameter, option.value);
    if (wrong !== null) problems.push(`options: ${JSON.stringify(option.value)} ${wrong}`);
  }
  const wrong = defaultValue === undefined ? null : valueProblem(parameter, defaultValue);
  // An empty default of a text stands for none chosen, whatever the validation.
  if (wrong !== null && !(defaultValue === '' && type === 'string' && options.length === 0))
    problems.push(`defaultValue: ${JSON.stringify(defaultValue)} ${wrong}`);
  return problems;
}

function presetProblems(preset: TemplatePreset, parameters: readonly TemplateParameter[]): string[] {
  const problems = duplicates('parameters', namesOf(preset.parameters));
  for (const { name, value } of preset.parameters) {
    const parameter = parameters.find((one) => one.name === name);
    const wrong =
      parameter === undefined ? 'is no parameter of the template' : valueProblem(parameter, value);
    if (wrong !== null) problems.push(`parameters: ${JSON.stringify(name)} ${wrong}`);
  }
  return problems;
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
