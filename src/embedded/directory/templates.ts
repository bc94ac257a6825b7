import type { Identities } from '../identities.js';
import type { EmbeddedTemplate } from '../options.js';

/** A template with its one version, and the job that imported it. Times are microseconds since the epoch. */
export interface TemplateRecord {
  readonly id: string;
  readonly name: string;
  readonly allowUserCancelWorkspaceJobs: boolean;
  readonly createdUs: number;
  readonly versionId: string;
  readonly versionName: string;
  readonly fileId: string;
  readonly importJobId: string;
}

/** How long the import of a template took, and how long after it the template was made: as recorded. */
const IMPORT_US = 13_000;

/** The templates of a deployment, which are given when it begins. */
export class Templates {
  readonly all: readonly TemplateRecord[];
  readonly #byId: ReadonlyMap<string, TemplateRecord>;
  readonly #byVersion: ReadonlyMap<string, TemplateRecord>;
  readonly #byName: ReadonlyMap<string, TemplateRecord>;

  constructor(templates: readonly EmbeddedTemplate[], identities: Identities, createdUs: number) {
    this.all = templates.map((template, index) => ({
      id: identities.of('template', index),
      name: template.name,
      allowUserCancelWorkspaceJobs: template.allowUserCancelWorkspaceJobs ?? true,
      createdUs: createdUs + index * 2 * IMPORT_US,
      versionId: identities.of('version', index),
      versionName: 'v1',
      fileId: identities.of('file', index),
      importJobId: identities.of('import', index),
    }));
    this.#byId = new Map(this.all.map((template) => [template.id, template]));
    this.#byVersion = new Map(this.all.map((template) => [template.versionId, template]));
    this.#byName = new Map(this.all.map((template) => [template.name.toLowerCase(), template]));
  }

  withId(id: string): TemplateRecord | undefined {
    return this.#byId.get(id);
  }

  /** The template of a version. */
  withVersion(versionId: string): TemplateRecord | undefined {
    return this.#byVersion.get(versionId);
  }

  named(name: string): TemplateRecord | undefined {
    return this.#byName.get(name.toLowerCase());
  }
}

/** When a template's import job was created, started and completed. */
export function importTimesUs(template: TemplateRecord): {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly completedUs: number;
} {
  const completedUs = template.createdUs;
  return { createdUs: completedUs - IMPORT_US, startedUs: completedUs - IMPORT_US + 3000, completedUs };
}
