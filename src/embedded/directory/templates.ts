import { type EmbeddedTemplate, WEEKDAYS, type Weekday } from '../embedded-template.js';
import type { Identities } from '../identities.js';
import { IMPORT_US, type StoredVersion, type VersionRecord, versionOf } from './versions.js';

/** What an owner may change of a template, in Coder's terms; times are milliseconds. */
export interface TemplateSettings {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly icon: string;
  readonly defaultTtlMs: number;
  readonly activityBumpMs: number;
  readonly timeTilAutostopNotifyMs: number;
  readonly allowUserCancelWorkspaceJobs: boolean;
  readonly corsBehavior: 'simple' | 'passthru';
  readonly disableModuleCache: boolean;
}

/** A template. Times are microseconds since the epoch. */
export interface TemplateRecord extends TemplateSettings {
  readonly id: string;
  readonly createdUs: number;
  readonly updatedUs: number;
  readonly deleted: boolean;
  /** Why no workspace may be created from it any more; empty: one may. */
  readonly deprecationMessage: string;
  readonly allowUserAutostart: boolean;
  /** On which days its workspaces may be started by schedule, in the order of the week. */
  readonly autostartDays: readonly Weekday[];
  /** Its place among the model's templates; templates made from one version share it. */
  readonly modelIndex: number;
  /** The active version. */
  readonly version: VersionRecord;
  /** Of the active version, as all below. */
  readonly versionId: string;
  readonly versionName: string;
  readonly fileId: string;
  readonly importJobId: string;
}

/** A template's own data, without what follows from its version. */
type TemplateData = Omit<
  TemplateRecord,
  'modelIndex' | 'versionId' | 'versionName' | 'fileId' | 'importJobId'
>;
type StoredTemplate = { -readonly [Key in keyof TemplateRecord]: TemplateRecord[Key] };

/** Templates and versions as data, each in the order in which they were made; ids follow from that order. */
export interface SavedTemplates {
  readonly templates: readonly (Omit<TemplateData, 'id' | 'version'> & { readonly version: number })[];
  readonly versions: readonly Pick<
    VersionRecord,
    'name' | 'message' | 'createdUs' | 'updatedUs' | 'templateId'
  >[];
}

/** The templates of a deployment: those that are given when it begins, and those made from their versions. */
export class Templates {
  readonly #identities: Identities;
  readonly #all: StoredTemplate[] = [];
  readonly #byId = new Map<string, StoredTemplate>();
  readonly #versions = new Map<string, StoredVersion>();

  constructor(templates: readonly EmbeddedTemplate[], identities: Identities, createdUs: number) {
    this.#identities = identities;
    templates.forEach((template, index) => {
      const version = versionOf(template, index, identities, createdUs + index * 2 * IMPORT_US);
      this.#versions.set(version.id, version);
      const madeUs = importTimesUs({ version }).completedUs;
      version.updatedUs = madeUs;
      this.#add(madeUs, version, settingsOf(template), template);
    });
  }

  /** All, in the order in which they were made, deleted ones too. */
  get all(): readonly TemplateRecord[] {
    return this.#all;
  }

  /** All versions, in the order of the deployment's options. */
  get versions(): readonly VersionRecord[] {
    return [...this.#versions.values()];
  }

  /** Deleted ones too. */
  withId(id: string): TemplateRecord | undefined {
    return this.#byId.get(id);
  }

  /** The template that a version was made part of last; `undefined` if there is no such version. */
  withVersion(versionId: string): TemplateRecord | undefined {
    return this.#byId.get(this.#versions.get(versionId)?.templateId ?? '');
  }

  versionWithId(versionId: string): VersionRecord | undefined {
    return this.#versions.get(versionId);
  }

  /** The one of that name that is not deleted, whatever the case. */
  named(name: string): TemplateRecord | undefined {
    const wanted = name.toLowerCase();
    return this.#all.find((template) => !template.deleted && template.name.toLowerCase() === wanted);
  }

  /**
   * Makes a template of a version, which belongs to it from now on. When it may be started by schedule is what was said
   * for the version's first template. The caller has checked the name.
   */
  add(atUs: number, version: VersionRecord, settings: TemplateSettings): TemplateRecord {
    const stored = this.#storedVersion(version);
    stored.updatedUs = atUs;
    return this.#add(atUs, stored, settings, this.#rulesOf(stored));
  }

  change(atUs: number, template: TemplateRecord, settings: Partial<TemplateSettings>): void {
    Object.assign(this.#stored(template), settings, { updatedUs: atUs });
  }

  /** Its version goes back to the template that it came from, if that uses it still. */
  delete(atUs: number, template: TemplateRecord): void {
    Object.assign(this.#stored(template), { deleted: true, updatedUs: atUs });
    const version = this.#storedVersion(template.version);
    const heir = this.#all.findLast((other) => !other.deleted && other.version === version);
    if (version.templateId === template.id && heir !== undefined) version.templateId = heir.id;
  }

  changeVersion(
    atUs: number,
    version: VersionRecord,
    change: Partial<Pick<VersionRecord, 'name' | 'message'>>,
  ): void {
    Object.assign(this.#storedVersion(version), change, { updatedUs: atUs });
  }

  /** Everything that requests may have changed. */
  save(): SavedTemplates {
    return {
      templates: this.#all.map((template) => {
        const { fileId, id, importJobId, modelIndex, version, versionId, versionName, ...own } = template;
        return { ...own, version: version.index };
      }),
      versions: this.versions.map(({ name, message, createdUs, updatedUs, templateId }) => {
        return { name, message, createdUs, updatedUs, templateId };
      }),
    };
  }

  /**
   * Takes over what was saved of a deployment with the same options and identities.
   * @throws RangeError if it has other versions, or fewer templates.
   */
  restore(saved: SavedTemplates): void {
    const versions = [...this.#versions.values()];
    if (saved.versions.length !== versions.length || saved.templates.length < this.#all.length) {
      throw new RangeError('the saved templates are not those of the options');
    }
    saved.templates.forEach(({ version: index, ...own }, place) => {
      const version = versions[index];
      if (version === undefined) throw new RangeError(`there is no version ${index}`);
      const template = this.#all[place] ?? this.#add(own.createdUs, version, own, this.#rulesOf(version));
      Object.assign(this.#stored(template), own, { version });
    });
    versions.forEach((version, index) => void Object.assign(version, saved.versions[index]));
  }

  #add(
    atUs: number,
    version: StoredVersion,
    settings: TemplateSettings,
    rules: Pick<EmbeddedTemplate, 'allowUserAutostart' | 'autostartDays' | 'deprecated'>,
  ): TemplateRecord {
    const days = rules.autostartDays ?? WEEKDAYS;
    const template = storedTemplate({
      ...settings,
      id: this.#identities.of('template', this.#all.length),
      createdUs: atUs,
      updatedUs: atUs,
      deleted: false,
      deprecationMessage: rules.deprecated ?? '',
      allowUserAutostart: rules.allowUserAutostart ?? true,
      autostartDays: WEEKDAYS.filter((day) => days.includes(day)),
      version,
    });
    version.templateId = template.id;
    this.#all.push(template);
    this.#byId.set(template.id, template);
    return template;
  }

  /** @throws RangeError if no template has the place. */
  atPlace(place: number): TemplateRecord {
    const template = this.#all[place];
    if (template === undefined) throw new RangeError(`no template has the place ${place}`);
    return template;
  }

  /** The rules that the model goes by: those of the template that the version came with. */
  #rulesOf(version: VersionRecord): Pick<EmbeddedTemplate, 'allowUserAutostart' | 'autostartDays'> {
    const first = this.#all[version.index];
    if (first === undefined) throw new RangeError(`no template came with the version ${version.index}`);
    return { allowUserAutostart: first.allowUserAutostart, autostartDays: first.autostartDays };
  }

  #stored(template: TemplateRecord): StoredTemplate {
    const stored = this.#byId.get(template.id);
    if (stored === undefined) throw new RangeError(`there is no template ${template.id}`);
    return stored;
  }

  #storedVersion(version: VersionRecord): StoredVersion {
    const stored = this.#versions.get(version.id);
    if (stored === undefined) throw new RangeError(`there is no version ${version.id}`);
    return stored;
  }
}

/** What a template is made with that says nothing else. */
export const DEFAULT_SETTINGS: Omit<TemplateSettings, 'name'> = {
  displayName: '',
  description: '',
  icon: '',
  defaultTtlMs: 0,
  activityBumpMs: 3_600_000,
  timeTilAutostopNotifyMs: 0,
  allowUserCancelWorkspaceJobs: true,
  corsBehavior: 'simple',
  disableModuleCache: false,
};

function settingsOf(template: EmbeddedTemplate): TemplateSettings {
  return {
    ...DEFAULT_SETTINGS,
    name: template.name,
    displayName: template.displayName ?? '',
    description: template.description ?? '',
    icon: template.icon ?? '',
    defaultTtlMs: template.defaultTtlMs ?? 0,
    allowUserCancelWorkspaceJobs: template.allowUserCancelWorkspaceJobs ?? true,
  };
}

function storedTemplate(data: TemplateData): StoredTemplate {
  return {
    ...data,
    get modelIndex() {
      return this.version.index;
    },
    get versionId() {
      return this.version.id;
    },
    get versionName() {
      return this.version.name;
    },
    get fileId() {
      return this.version.fileId;
    },
    get importJobId() {
      return this.version.importJobId;
    },
  };
}

/** When the import job of a template's version was created, started and completed. */
export function importTimesUs({ version }: { readonly version: VersionRecord }): {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly completedUs: number;
} {
  // The job is there a little before the version that it is for.
  const createdUs = version.createdUs - 2000;
  return { createdUs, startedUs: version.createdUs + 3000, completedUs: createdUs + IMPORT_US };
}
