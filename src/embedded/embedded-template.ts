import type { AgentParameters, ModelTemplate, ProvisionerTags } from '../model/index.js';

/** Days on which workspaces may be started by schedule, as Coder's API names them; the first is Monday. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A day of the week. */
export type Weekday = (typeof WEEKDAYS)[number];

/** A value of a template's parameter; texts only, as in Coder's API. */
export interface ParameterValue {
  readonly name: string;
  readonly value: string;
}

/** One of the values that a parameter may have. */
export interface TemplateParameterOption {
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  /** URL or path of a picture. */
  readonly icon?: string;
}

/** What a parameter's value must be, beyond its type. */
export interface TemplateParameterValidation {
  /** JavaScript's syntax; of texts. */
  readonly regex?: string;
  /** Of numbers, both ends included. */
  readonly min?: number;
  readonly max?: number;
  /** Of numbers: no build may have less (or more) than the build before. */
  readonly monotonic?: 'increasing' | 'decreasing';
  /** What a refusal says instead of its own words. */
  readonly error?: string;
}

/** A parameter of a template: what whoever creates a workspace chooses. */
export interface TemplateParameter {
  /** Unique within the template. */
  readonly name: string;
  /** What forms show instead of the name. */
  readonly displayName?: string;
  readonly description?: string;
  /** Default `string`. A `list(string)` is written as a JSON array. */
  readonly type?: 'string' | 'number' | 'bool' | 'list(string)';
  /** What forms use; follows from type and options unless given. */
  readonly formType?: TemplateParameterForm;
  /** Whether a later build may change it. Default false. */
  readonly mutable?: boolean;
  /** Absent: the parameter is required. */
  readonly defaultValue?: string;
  readonly icon?: string;
  /** Absent or empty: any value. */
  readonly options?: readonly TemplateParameterOption[];
  readonly validation?: TemplateParameterValidation;
  /** Whether a value holds for one build only; then it needs a default. Default false. */
  readonly ephemeral?: boolean;
}

/** A kind of form field. */
export type TemplateParameterForm =
  | 'radio'
  | 'dropdown'
  | 'input'
  | 'textarea'
  | 'slider'
  | 'checkbox'
  | 'switch'
  | 'tag-select'
  | 'multi-select';

/** A named choice of values for several parameters. */
export interface TemplatePreset {
  readonly name: string;
  readonly description?: string;
  readonly icon?: string;
  /** Whether clients propose it first. Default false. */
  readonly isDefault?: boolean;
  readonly parameters: readonly ParameterValue[];
}

/** A variable of a template, set once for all its workspaces; shown, without effect. */
export interface TemplateVariable {
  readonly name: string;
  readonly description?: string;
  /** Default `string`. */
  readonly type?: 'string' | 'number' | 'bool';
  /** Absent: the default value. */
  readonly value?: string;
  /** Absent: the variable is required. */
  readonly defaultValue?: string;
  /** Whether its values are never told. Default false. */
  readonly sensitive?: boolean;
}

/** A login elsewhere that a template's workspaces need. */
export interface TemplateExternalAuth {
  readonly id: string;
  /** Default: the id. */
  readonly type?: string;
  /** Default: the id. */
  readonly displayName?: string;
  readonly displayIcon?: string;
  /** Whether a workspace may do without. Default false. */
  readonly optional?: boolean;
  /** Whether all users have it; where not, nobody can create a workspace, unless it is optional. Default true. */
  readonly authenticated?: boolean;
}

/** Agents of a template's workspaces: what differs from the agent that was measured. */
export type TemplateAgents = Pick<AgentParameters, 'names'> & Partial<AgentParameters>;

/**
 * What builds tell of their stages: `terraform` logs each and times it, as Coder's Terraform provisioner does; `echo`
 * does what was recorded of the provisioner that Coder's tests use: three lines of log, no timings. It is also what the
 * template's provisioner is called.
 */
export type TemplateStages = 'terraform' | 'echo';

/** A template of the deployment, with its one version. Parameters follow the classic flow. */
export interface EmbeddedTemplate {
  /** Unique, whatever the case. */
  readonly name: string;
  readonly displayName?: string;
  /** At most 127 characters. */
  readonly description?: string;
  readonly icon?: string;
  /** Whether members may cancel builds of its workspaces. Default true. */
  readonly allowUserCancelWorkspaceJobs?: boolean;
  /** Why no workspace may be created from it any more; absent or empty: one may. */
  readonly deprecated?: string;
  /** How long a workspace runs whose owner sets nothing, in milliseconds. Default 0: for ever. */
  readonly defaultTtlMs?: number;
  /**
   * How long after its end a failed start is stopped, as on a licensed server, in milliseconds; the next time of a
   * schedule applies then. Default 0: never.
   */
  readonly failureTtlMs?: number;
  /** Whether its workspaces may be started by schedule, as on a licensed server. Default true. */
  readonly allowUserAutostart?: boolean;
  /** On which days they may, in the schedule's own time zone. Default: on all. */
  readonly autostartDays?: readonly Weekday[];
  /** What a provisioner must have to run its builds, beyond scope and owner. Default: nothing. */
  readonly tags?: ProvisionerTags;
  /** Default: none. */
  readonly agents?: TemplateAgents;
  /** Default: the deployment's own. */
  readonly serviceTime?: NonNullable<ModelTemplate['serviceTime']>;
  /** What its builds tell of their stages. Default `terraform`. */
  readonly stages?: TemplateStages;
  readonly parameters?: readonly TemplateParameter[];
  readonly presets?: readonly TemplatePreset[];
  readonly variables?: readonly TemplateVariable[];
  readonly externalAuth?: readonly TemplateExternalAuth[];
}
