import { hash } from 'node:crypto';
import { ConfigError } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { ApiKeySnapshot } from '../directory/api-keys.js';
import type { BuildRequestSnapshot } from '../directory/builds.js';
import type { DryRunSnapshot } from '../directory/dry-runs.js';
import type { SavedTemplates } from '../directory/templates.js';
import type { UserSnapshot } from '../directory/users.js';
import type { WorkspaceSnapshot } from '../directory/workspaces.js';

/** Everything that a deployment knows, as data. Times are microseconds since the epoch. */
export interface DeploymentState {
  /** When it came up first. */
  readonly startUs: number;
  /** What its clock showed when it was saved. */
  readonly nowUs: number;
  /** Names of the templates of its options. */
  readonly templateNames: readonly string[];
  /** What all ids follow from. */
  readonly identityKey: string;
  /** Of the digests of tokens and passwords; base64. */
  readonly digestKey: string;
  readonly prebuildsPaused: boolean;
  /** Absent from older states, which knew no such switch. */
  readonly notificationsPaused?: boolean;
  readonly model: unknown;
  readonly users: readonly UserSnapshot[];
  readonly keys: readonly ApiKeySnapshot[];
  readonly templates: SavedTemplates;
  readonly workspaces: readonly WorkspaceSnapshot[];
  readonly builds: readonly BuildRequestSnapshot[];
  readonly dryRuns: readonly DryRunSnapshot[];
}

/** A state as it is kept: with what tells that it is one, and whole. */
interface SavedState {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** On the deployment's clock; for people. */
  readonly savedAt: string;
  /** Of the state's JSON, in hexadecimal. */
  readonly sha256: string;
  readonly state: DeploymentState;
}

const FORMAT = 'nineam-deployment';
/** Changes whenever a state of before could not be read any more. */
const VERSION = 1;

/** Everything that a deployment knows, as data for JSON. Faults, limits and what its options say are not among it. */
export function saveState(deployment: Deployment): unknown {
  const { builds, dryRuns, identities, keys, model, secrets, templates, users, workspaces } = deployment;
  deployment.driver.touch();
  const places = new Map(templates.all.map((template, place) => [template, place]));
  const placeOf = (template: (typeof templates.all)[number]): number => places.get(template) ?? 0;
  const state: DeploymentState = {
    startUs: deployment.parameters.startUs,
    nowUs: model.nowUs,
    templateNames: deployment.templateNames,
    identityKey: identities.key,
    digestKey: Buffer.from(secrets.key).toString('base64'),
    prebuildsPaused: deployment.prebuildsPaused,
    notificationsPaused: deployment.notificationsPaused,
    model: model.snapshot(),
    users: users.snapshot(),
    keys: keys.snapshot(),
    templates: templates.save(),
    workspaces: workspaces.snapshot(placeOf),
    builds: builds.snapshot(),
    dryRuns: dryRuns.snapshot(placeOf),
  };
  return {
    format: FORMAT,
    version: VERSION,
    savedAt: formatInstantUs(state.nowUs),
    sha256: digestOf(state),
    state,
  } satisfies SavedState;
}

/**
 * Reads what {@link saveState} has made.
 * @throws ConfigError if it is something else, of another version, or was changed or damaged since.
 */
export function readState(saved: unknown): DeploymentState {
  if (typeof saved !== 'object' || saved === null || !('format' in saved) || saved.format !== FORMAT)
    throw new ConfigError(['state: is no saved deployment']);
  const { version, sha256, state } = saved as Partial<SavedState>;
  if (version !== VERSION) {
    throw new ConfigError([
      `state: is of version ${JSON.stringify(version)}; this release goes on from version ${VERSION} only`,
    ]);
  }
  if (state === undefined || sha256 !== digestOf(state))
    throw new ConfigError(['state: is damaged, or was changed since it was saved']);
  return state;
}

/**
 * Puts a saved state into a deployment whose model, keys and templates are those of the state, and which is otherwise
 * empty.
 */
export function restoreState(
  deployment: Pick<
    Deployment,
    'builds' | 'dryRuns' | 'keys' | 'model' | 'templates' | 'users' | 'workspaces'
  >,
  state: DeploymentState,
): void {
  const { builds, dryRuns, keys, model, templates, users, workspaces } = deployment;
  const owner = (handle: number) => users.withHandle(handle);
  const template = (place: number) => templates.atPlace(place);
  templates.restore(state.templates);
  users.restore(state.users);
  keys.restore(state.keys, owner);
  workspaces.restore(state.workspaces, { owner, template, state: (handle) => model.workspace(handle) });
  builds.restore(state.builds, model.builds());
  dryRuns.restore(state.dryRuns, { template, user: owner });
}

function digestOf(state: unknown): string {
  return hash('sha256', JSON.stringify(state), 'hex');
}
