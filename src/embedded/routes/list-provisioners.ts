import { hasTags, isKept, type ModelBuild, type ModelProvisioner } from '../../model/index.js';
import { parseGoDurationMs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { DryRunRecord } from '../directory/dry-runs.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import { invalidField } from '../http/refusal.js';
import { type DaemonJson, daemonStatusSchema, type JobJson, jobStatusSchema } from '../schemas/jobs.js';
import { daemonJson, daemonStatus } from '../wire/daemon.js';
import { listedDryRunJobJson } from '../wire/dry-run.js';
import { listedBuildJobJson, listedImportJobJson } from '../wire/job.js';
import { fullTags } from '../wire/tags.js';

interface DaemonQuery {
  readonly limit: number;
  readonly ids: readonly string[];
  readonly tags?: string | undefined;
  readonly offline: boolean;
  readonly status: readonly string[];
  readonly max_age?: string | undefined;
}

interface JobQuery {
  readonly limit: number;
  readonly ids: readonly string[];
  readonly status: readonly string[];
  readonly tags?: string | undefined;
  readonly initiator?: string | null;
}

/** A job of any type. */
type Job =
  | { readonly kind: 'build'; readonly build: ModelBuild }
  | { readonly kind: 'dry_run'; readonly dryRun: DryRunRecord }
  | { readonly kind: 'import'; readonly template: TemplateRecord };

/** Daemons, newest first; those that have not reported for long only when asked for, and for a week. */
export function listDaemons(deployment: Deployment, query: DaemonQuery): DaemonJson[] {
  const nowUs = deployment.driver.begin();
  checkValues('status', query.status, daemonStatusSchema.options);
  const maxAgeUs = query.max_age ? maxAgeFrom(query.max_age) * 1000 : Infinity;
  const tags = tagsFrom(query.tags);
  const takesOffline = query.offline || query.status.includes('offline');
  const isWanted = (provisioner: ModelProvisioner): boolean => {
    const status = daemonStatus(provisioner, nowUs);
    const { id } = deployment.daemons.withIndex(provisioner.index);
    return (
      isKept(provisioner, nowUs) &&
      (takesOffline || status !== 'offline') &&
      (query.status.length === 0 || query.status.includes(status)) &&
      (query.ids.length === 0 || query.ids.includes(id)) &&
      nowUs - provisioner.lastSeenUs <= maxAgeUs &&
      hasTags(fullTags(provisioner.tags), tags)
    );
  };
  return deployment.model
    .provisioners()
    .filter(isWanted)
    .toReversed()
    .slice(0, query.limit === 0 ? Infinity : query.limit)
    .map((provisioner) => daemonJson(deployment, provisioner, nowUs));
}

/** Jobs of builds and dry-runs, then those that imported the templates; newest first. */
export function listJobs(deployment: Deployment, query: JobQuery): JobJson[] {
  const nowUs = deployment.driver.begin();
  checkValues('status', query.status, jobStatusSchema.options);
  const tags = tagsFrom(query.tags);
  const limit = query.limit === 0 ? Infinity : query.limit;
  const toJson = listedJobs(deployment, nowUs);
  const rows: JobJson[] = [];
  for (const job of newestFirst(deployment, query.status)) {
    if (rows.length >= limit) break;
    const row = toJson(job);
    if (hasTags(row.tags, tags) && matches(row, query)) rows.push(row);
  }
  return rows;
}

/** One job as the list shows it. */
export function listedJob(deployment: Deployment, id: string): JobJson | undefined {
  return listJobs(deployment, { limit: 1, ids: [id], status: [] })[0];
}

/**
 * Places in this list are places among all pending jobs, whoever may run them, and every row tells how many these are
 * (Coder API contract, queue position).
 */
function listedJobs(deployment: Deployment, nowUs: number): (job: Job) => JobJson {
  const pending = deployment.model.pendingJobs();
  const size = pending.length;
  const places = new Map(pending.map((build, i) => [build.sequence, i + 1]));
  return (job) => {
    switch (job.kind) {
      case 'build':
        return listedBuildJobJson(deployment, job.build, {
          position: places.get(job.build.sequence) ?? 0,
          size,
        });
      case 'dry_run':
        return { ...listedDryRunJobJson(deployment, job.dryRun, nowUs), queue_size: size };
      case 'import':
        return listedImportJobJson(deployment, job.template, size);
      default:
        return job satisfies never;
    }
  };
}

function* newestFirst(
  { dryRuns, model, templates }: Deployment,
  statuses: readonly string[],
): Generator<Job, void> {
  const onlyPending = statuses.length === 1 && statuses[0] === 'pending';
  const builds = onlyPending ? model.pendingJobs() : [...model.builds()];
  const trials = [...dryRuns.all];
  for (const build of builds.toReversed()) {
    while ((trials.at(-1)?.createdUs ?? -Infinity) > build.createdUs) yield* dryRunJob(trials.pop());
    yield { kind: 'build', build };
  }
  while (trials.length > 0) yield* dryRunJob(trials.pop());
  // Templates made from the version of another share its import.
  const imports = new Map(templates.all.map((template) => [template.importJobId, template]));
  const byAge = (a: TemplateRecord, b: TemplateRecord) =>
    importTimesUs(b).createdUs - importTimesUs(a).createdUs;
  for (const template of [...imports.values()].sort(byAge)) yield { kind: 'import', template };
}

function* dryRunJob(dryRun: DryRunRecord | undefined): Generator<Job, void> {
  if (dryRun !== undefined) yield { kind: 'dry_run', dryRun };
}

function matches(row: JobJson, query: JobQuery): boolean {
  return (
    (query.ids.length === 0 || query.ids.includes(row.id)) &&
    (query.status.length === 0 || query.status.includes(row.status)) &&
    (!query.initiator || query.initiator === row.initiator_id)
  );
}

function checkValues(field: string, values: readonly string[], known: readonly string[]): void {
  const wrong = values.filter((value) => !known.includes(value));
  if (wrong.length > 0) throw invalidField(field, `must be of ${known.join(', ')}`);
}

function maxAgeFrom(text: string): number {
  try {
    return parseGoDurationMs(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidField('max_age', error.message);
  }
}

/** The tags that daemons and jobs must have to be listed. */
function tagsFrom(text: string | undefined): Readonly<Record<string, string>> {
  if (!text) return {};
  try {
    const tags: unknown = JSON.parse(text);
    if (isTexts(tags)) return tags;
  } catch {
    // Refused below, like anything else that is no object.
  }
  throw invalidField('tags', 'must be a JSON object of texts');
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((member) => typeof member === 'string')
  );
}
