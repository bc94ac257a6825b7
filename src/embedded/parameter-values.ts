import type { ParameterValue, TemplateParameter } from './embedded-template.js';

/** What a build's parameters are worked out from. */
export interface ParameterChoice {
  /** Of the template's version. */
  readonly parameters: readonly TemplateParameter[];
  /** What the request says. */
  readonly given: readonly ParameterValue[];
  /** What the request's preset says; a value that is given itself goes before it. */
  readonly preset?: readonly ParameterValue[];
  /** What the build before had; `null` for a workspace's first build. */
  readonly last: readonly ParameterValue[] | null;
}

/** What is wrong with one parameter. */
export interface ParameterProblem {
  readonly name: string;
  /** For people. */
  readonly detail: string;
}

/** The values of a build, or why there can be none. */
export type ParameterResolution =
  | { readonly kind: 'values'; readonly values: readonly ParameterValue[] }
  | { readonly kind: 'wrong'; readonly problems: readonly ParameterProblem[] };

/**
 * The values that a build's parameters have (Coder API contract, rich parameters; classic parameter flow): given ones
 * before the preset's, before those of the build before, before defaults. An ephemeral value is not taken from the build
 * before. Values for parameters that the template does not have are passed over.
 *
 * Wrong are: a name given twice, a required parameter without a value, an immutable one that would change, and a value
 * that does not fit its type, its options or its validation. A value kept from the build before is not looked at again.
 */
export function resolveParameters(choice: ParameterChoice): ParameterResolution {
  const problems: ParameterProblem[] = duplicates(choice.given);
  const given = valuesByName(choice.given);
  const preset = valuesByName(choice.preset ?? []);
  const last = valuesByName(choice.last ?? []);
  const values: ParameterValue[] = [];
  for (const parameter of choice.parameters) {
    const { name } = parameter;
    const kept = parameter.ephemeral === true ? undefined : last.get(name);
    const chosen = given.get(name) ?? preset.get(name);
    const value = chosen ?? kept ?? parameter.defaultValue;
    const problem =
      value === undefined || (value === '' && parameter.defaultValue === undefined)
        ? 'is required'
        : chosen === undefined
          ? null
          : changeProblem(parameter, chosen, kept);
    if (problem !== null) problems.push({ name, detail: problem });
    if (value !== undefined) values.push({ name, value });
  }
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'values', values };
}

/** What is wrong with a value for a parameter by itself; `null` when nothing is. */
export function valueProblem(parameter: TemplateParameter, value: string): string | null {
  const { options = [], type = 'string', validation = {} } = parameter;
  const allowed = options.map((option) => option.value);
  switch (type) {
    case 'bool':
      return value === 'true' || value === 'false' ? null : 'must be true or false';
    case 'list(string)':
      return listProblem(value, allowed);
    case 'number':
      if (!NUMBER.test(value)) return 'must be a number';
      return optionProblem(value, allowed) ?? rangeProblem(Number(value), validation);
    case 'string': {
      if (allowed.length > 0) return optionProblem(value, allowed);
      const { error, regex } = validation;
      const fits = regex === undefined || new RegExp(regex).test(value);
      return fits ? null : (error ?? `must match ${regex}`);
    }
  }
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** What is wrong with a new value for a parameter that had one (`kept`), or had none. */
function changeProblem(parameter: TemplateParameter, value: string, kept: string | undefined): string | null {
  if (kept !== undefined && kept !== value && parameter.mutable !== true) {
    return 'is immutable: its value was set when the workspace was created';
  }
  return valueProblem(parameter, value) ?? monotonyProblem(parameter, value, kept);
}

function optionProblem(value: string, allowed: readonly string[]): string | null {
  if (allowed.length === 0 || allowed.includes(value)) return null;
  return `must be one of its options: ${allowed.join(', ')}`;
}

function rangeProblem(
  value: number,
  { error, max = Infinity, min = -Infinity }: NonNullable<TemplateParameter['validation']>,
): string | null {
  if (value >= min && value <= max) return null;
  if (error !== undefined) return error;
  if (max === Infinity) return `must be at least ${min}`;
  return min === -Infinity ? `must be at most ${max}` : `must be from ${min} to ${max}`;
}

function monotonyProblem(
  { validation = {} }: TemplateParameter,
  value: string,
  kept: string | undefined,
): string | null {
  const { error, monotonic } = validation;
  if (monotonic === undefined || kept === undefined) return null;
  const fits = monotonic === 'increasing' ? Number(value) >= Number(kept) : Number(value) <= Number(kept);
  if (fits) return null;
  return error ?? `must not be ${monotonic === 'increasing' ? 'less' : 'more'} than before, ${kept}`;
}

function listProblem(value: string, allowed: readonly string[]): string | null {
  const list = parsedList(value);
  if (list === null) return 'must be a JSON array of texts';
  const strange = list.find((item) => optionProblem(item, allowed) !== null);
  return strange === undefined ? null : `must hold nothing but its options: ${allowed.join(', ')}`;
}

function parsedList(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  } catch {
    return null;
  }
}

function valuesByName(values: readonly ParameterValue[]): ReadonlyMap<string, string> {
  return new Map(values.map(({ name, value }) => [name, value]));
}

function duplicates(given: readonly ParameterValue[]): ParameterProblem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of given) {
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return [...twice].map((name) => ({ name, detail: 'is given more than once' }));
}
