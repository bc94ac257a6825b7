import type { VersionRecord } from '../directory/versions.js';
import type { ParameterValue } from '../embedded-template.js';
import { invalidField, Refusal } from '../http/refusal.js';
import { resolveParameters } from '../parameter-values.js';

/**
 * The values of a build's parameters, from those that a request gives, those of the preset that it names, and `last`,
 * those of the build before. Values for parameters that the template does not have are passed over, as in Coder's
 * classic parameter flow.
 * @throws Refusal with 400 that names every parameter that is wrong, or if there is no such preset.
 */
export function buildParameters(
  version: VersionRecord,
  given: readonly ParameterValue[],
  presetId: string | null,
  last: readonly ParameterValue[] | null,
): readonly ParameterValue[] {
  const preset = presetId === null ? [] : presetValues(version, presetId);
  const resolution = resolveParameters({ parameters: version.parameters, given, preset, last });
  if (resolution.kind === 'values') return resolution.values;
  const told = resolution.problems.map(({ name, detail }) => `${JSON.stringify(name)} ${detail}`).join('; ');
  throw new Refusal(400, `The parameters do not fit the template: ${told}.`, {
    validations: resolution.problems.map(({ name, detail }) => ({ field: name, detail })),
  });
}

function presetValues(version: VersionRecord, presetId: string): readonly ParameterValue[] {
  const preset = version.presets.find(({ id }) => id === presetId);
  if (preset !== undefined) return preset.parameters;
  throw invalidField('template_version_preset_id', 'The version of the template has no such preset.');
}
