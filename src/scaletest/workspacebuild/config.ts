/** A value for a parameter of the template; always text. */
export interface ParameterValue {
  readonly name: string;
  readonly value: string;
}

/** The workspace to create, and what to wait for. */
export interface WorkspaceBuildConfig {
  /** Informative: the server takes the template's organization. */
  readonly organizationId?: string;
  /** Id of the future owner. */
  readonly userId: string;
  readonly templateId: string;
  /** By default `scaletest-<random>-<id of the run>`. */
  readonly name?: string;
  readonly richParameterValues?: readonly ParameterValue[];
  /** Until the workspace stops by itself, in milliseconds, 1 minute to 30 days; by default the template's. */
  readonly ttlMs?: number;
  /** Be content when the workspace has been created; by default its build is waited for. */
  readonly noWaitForBuild?: boolean;
  /** Be content when the build has succeeded; by default the build's agents are waited for. */
  readonly noWaitForAgents?: boolean;
  /** How many more times to create and wait when that fails: a whole number, by default 0. */
  readonly retry?: number;
}

/** What is about to be created; handed out before the first request. */
export interface WorkspaceIntent {
  readonly userId: string;
  readonly templateId: string;
  readonly name: string;
}
