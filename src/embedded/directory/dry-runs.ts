import type { ModelProvisioner, ProvisionerTags } from '../../model/index.js';
import { canRun } from '../../model/index.js';
import type { JobStatus } from '../../storm/index.js';
import type { Identities } from '../identities.js';
import type { TemplateRecord } from './templates.js';
import type { UserRecord } from './users.js';

/**
 * A trial build of a version that makes no workspace. A job in time, but not one of the model's: it waits for no other
 * job and keeps no provisioner from its own, so that looking at a template does not change a storm.
 */
export interface DryRunRecord {
  /** Counts from 0. */
  readonly number: number;
  readonly id: string;
  readonly template: TemplateRecord;
  readonly initiator: UserRecord;
  readonly createdUs: number;
  readonly canceledUs: number | null;
}

/** A dry-run as data. */
export interface DryRunSnapshot {
  readonly number: number;
  /** Place among all templates. */
  readonly template: number;
  /** Handle of the user. */
  readonly initiator: number;
  readonly createdUs: number;
  readonly canceledUs: number | null;
}

/** How far a dry-run has come. Times are microseconds since the epoch, and not later than the present. */
export interface DryRunState {
  readonly status: JobStatus;
  readonly startedUs: number | null;
  readonly completedUs: number | null;
  /** Index of the provisioner that runs it, or has run it. */
  readonly provisioner: number | null;
}

type StoredDryRun = { -readonly [Key in keyof DryRunRecord]: DryRunRecord[Key] };

/** From creation, or a provisioner's coming, to start, and on to completion: as recorded. */
const PICK_UP_US = 1000;
const RUN_US = 9000;

/** How many of the latest dry-runs are always known; older ones are forgotten when there are as many of them. */
const KEPT_DRY_RUNS = 10_000;

/** The latest dry-runs of a deployment. */
export class DryRuns {
  readonly #identities: Identities;
  #all: StoredDryRun[] = [];
  readonly #byId = new Map<string, StoredDryRun>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** In the order in which they were made. */
  get all(): readonly DryRunRecord[] {
    return this.#all;
  }

  create(atUs: number, template: TemplateRecord, initiator: UserRecord): DryRunRecord {
    const number = (this.#all.at(-1)?.number ?? -1) + 1;
    return this.#add({ number, template, initiator, createdUs: atUs, canceledUs: null });
  }

  /** All as data, in the order in which they were made. */
  snapshot(placeOf: (template: TemplateRecord) => number): readonly DryRunSnapshot[] {
    return this.#all.map(({ number, template, initiator, createdUs, canceledUs }) => ({
      number,
      template: placeOf(template),
      initiator: initiator.handle,
      createdUs,
      canceledUs,
    }));
  }

  /** Takes over saved dry-runs. To be called while there are none. */
  restore(
    dryRuns: readonly DryRunSnapshot[],
    find: {
      readonly template: (place: number) => TemplateRecord;
      readonly user: (handle: number) => UserRecord;
    },
  ): void {
    for (const { template, initiator, ...rest } of dryRuns) {
      this.#add({ ...rest, template: find.template(template), initiator: find.user(initiator) });
    }
  }

  withId(id: string): DryRunRecord | undefined {
    return this.#byId.get(id);
  }

  /** Marks it as canceled; the caller has checked that it has not ended. */
  cancel(atUs: number, dryRun: DryRunRecord): void {
    const stored = this.#byId.get(dryRun.id);
    if (stored === undefined) throw new RangeError(`there is no dry-run ${dryRun.id}`);
    stored.canceledUs = atUs;
  }

  #add(fields: Omit<StoredDryRun, 'id'>): StoredDryRun {
    const dryRun = { ...fields, id: this.#identities.once('dry-run', fields.number) };
    this.#all.push(dryRun);
    this.#byId.set(dryRun.id, dryRun);
    // Not one by one, as that would move all the others each time.
    if (this.#all.length >= 2 * KEPT_DRY_RUNS) {
      for (const { id } of this.#all.slice(0, -KEPT_DRY_RUNS)) this.#byId.delete(id);
      this.#all = this.#all.slice(-KEPT_DRY_RUNS);
    }
    return dryRun;
  }
}

/**
 * How far a dry-run has come by `nowUs`: the provisioner that can first start it does, and needs the same time always.
 * Canceled while pending, it has ended; while running, it ends when it would have (Coder API contract, job status).
 */
export function dryRunState(
  dryRun: DryRunRecord,
  provisioners: readonly ModelProvisioner[],
  tags: ProvisionerTags,
  nowUs: number,
): DryRunState {
  const { canceledUs, createdUs } = dryRun;
  let startedUs = Infinity;
  let provisioner: number | null = null;
  for (const one of provisioners) {
    const couldStartUs = Math.max(createdUs, one.bornUs) + PICK_UP_US;
    const lives = one.diedUs === null || couldStartUs < one.diedUs;
    if (lives && couldStartUs < startedUs && canRun(one.tags, tags)) {
      startedUs = couldStartUs;
      provisioner = one.index;
    }
  }
  if (canceledUs !== null && canceledUs < startedUs) {
    return { status: 'canceled', startedUs: null, completedUs: canceledUs, provisioner: null };
  }
  if (startedUs > nowUs) return { status: 'pending', startedUs: null, completedUs: null, provisioner: null };
  const completedUs = startedUs + RUN_US;
  const isCanceled = canceledUs !== null;
  if (completedUs > nowUs) {
    return { status: isCanceled ? 'canceling' : 'running', startedUs, completedUs: null, provisioner };
  }
  return { status: isCanceled ? 'canceled' : 'succeeded', startedUs, completedUs, provisioner };
}
