import type {
  EmbeddedTemplate,
  TemplateExternalAuth,
  TemplateParameter,
  TemplatePreset,
  TemplateStages,
  TemplateVariable,
} from '../embedded-template.js';
import type { Identities } from '../identities.js';

/** A preset with the id under which clients name it. */
export interface PresetRecord extends TemplatePreset {
  readonly id: string;
}

/** A version of a template, and the job that imported it. Times are microseconds since the epoch. */
export interface VersionRecord {
  /** Counts the versions of the deployment; also the place of its template among the model's. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly fileId: string;
  readonly importJobId: string;
  /** When its import was completed. */
  readonly createdUs: number;
  readonly updatedUs: number;
  /** The template that it was made part of last. */
  readonly templateId: string;
  readonly stages: TemplateStages;
  readonly parameters: readonly TemplateParameter[];
  readonly presets: readonly PresetRecord[];
  readonly variables: readonly TemplateVariable[];
  readonly externalAuth: readonly TemplateExternalAuth[];
}

/** A version as the directory itself changes it. */
export type StoredVersion = { -readonly [Key in keyof VersionRecord]: VersionRecord[Key] };

/** How long the import of a template took: as recorded. */
export const IMPORT_US = 13_000;

/** The version of the `index`-th template of a deployment's options. */
export function versionOf(
  template: EmbeddedTemplate,
  index: number,
  identities: Identities,
  createdUs: number,
): StoredVersion {
  const presets = template.presets ?? [];
  return {
    index,
    id: identities.of('version', index),
    name: 'v1',
    message: '',
    fileId: identities.of('file', index),
    importJobId: identities.of('import', index),
    createdUs,
    updatedUs: createdUs,
    templateId: identities.of('template', index),
    stages: template.stages ?? 'terraform',
    parameters: template.parameters ?? [],
    presets: presets.map((preset, place) => ({
      ...preset,
      id: identities.once('preset', index * MAX_PRESETS + place),
    })),
    variables: template.variables ?? [],
    externalAuth: template.externalAuth ?? [],
  };
}

/** Presets of one version whose ids cannot collide with another's. */
const MAX_PRESETS = 1e6;
