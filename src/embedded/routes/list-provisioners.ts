import type { ModelBuild } from '../../model/index.js';
import { parseGoDurationMs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import { importTimesUs, type TemplateRecord } from '../directory/templates.js';
import { invalidField } from '../http/refusal.js';
import { type DaemonJson, daemonStatusSchema, type JobJson, jobStatusSchema } from '../schemas/jobs.js';
import { answerContext } from '../wire/build.js';
import { daemonJson, listedBuildJobJson, listedImportJobJson } from '../wire/job.js';

interface DaemonQuery {
  readonly limit: number;
  readonly ids: readonly string[];
  readonly tags?: string | undefined;
  readonly status: readonly string[];
  readonly max_age?: string | undefined;
}

interface JobQuery {
  readonly limit: number;
  readonly ids: readonly string[];
  readonly status: readonly string[];
  readonly tags?: string | undefined;
  readonly initiator?: string | undefined;
}

/** Daemons, newest first. All of them live, so that asking for offline ones adds none. */
export function listDaemons(deployment: Deployment, query: DaemonQuery): DaemonJson[] {
  const nowUs = deployment.driver.begin();
  checkValues('status', query.status, daemonStatusSchema.options);
  const maxAgeUs = query.max_age ? maxAgeFrom(query.max_age) * 1000 : Infinity;
  if (!matchesUntagged(query.tags)) return [];
  const running = deployment.model.provisioners();
  const rows = deployment.daemons.all
    .filter((daemon) => query.ids.length === 0 || query.ids.includes(daemon.id))
    .filter((daemon) => nowUs - deployment.daemons.lastSeenUs(daemon, nowUs) <= maxAgeUs)
    .map((daemon) => {
      const { current = null, previous = null } = running[daemon.index] ?? {};
      return daemonJson(deployment, daemon, { current, previous }, nowUs);
    })
    .filter((daemon) => query.status.length === 0 || query.status.includes(daemon.status))
    .toReversed();
  return query.limit === 0 ? rows : rows.slice(0, query.limit);
}

/** Jobs of builds, then those that imported the templates; newest first. Every row tells the length of the queue. */
export function listJobs(deployment: Deployment, query: JobQuery): JobJson[] {
  const { standingOf } = answerContext(deployment, deployment.driver.begin());
  checkValues('status', query.status, jobStatusSchema.options);
  if (!matchesUntagged(query.tags)) return [];
  const size = deployment.model.queueDepth();
  const limit = query.limit === 0 ? Infinity : query.limit;
  const rows: JobJson[] = [];
  for (const job of newestFirst(deployment, query.status)) {
    if (rows.length >= limit) break;
    const row = isTemplate(job)
      ? listedImportJobJson(deployment, job, size)
      : listedBuildJobJson(deployment, job, { position: standingOf(job).position, size });
    if (matches(row, query)) rows.push(row);
  }
  return rows;
}

function* newestFirst(
  { model, templates }: Deployment,
  statuses: readonly string[],
): Generator<ModelBuild | TemplateRecord, void> {
  const onlyPending = statuses.length === 1 && statuses[0] === 'pending';
  yield* onlyPending ? model.pendingJobs().toReversed() : [...model.builds()].reverse();
  yield* templates.all.toSorted((a, b) => importTimesUs(b).createdUs - importTimesUs(a).createdUs);
}

function isTemplate(job: ModelBuild | TemplateRecord): job is TemplateRecord {
  return 'versionId' in job;
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

/** Whether jobs and daemons without tags of their own match; all here are such. */
function matchesUntagged(tags: string | undefined): boolean {
  if (!tags) return true;
  const wanted = tagsFrom(tags);
  const own: Readonly<Record<string, string>> = { owner: '', scope: 'organization' };
  return Object.entries(wanted).every(([name, value]) => own[name] === value);
}

function tagsFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags === 'object' && tags !== null) return { ...tags };
  } catch {
    // Refused below, like anything else that is no object.
  }
  throw invalidField('tags', 'must be a JSON object of texts');
}
