import { isPending, type ModelBuild } from './build.js';
import type { Domain } from './domains.js';
import type { ModelParts } from './model-state.js';
import type { ProvisionerPool } from './provisioner-pool.js';

/** A job's place among those that wait. */
export interface QueueStanding {
  /** From 1; 0 for a job that does not wait, or that no live provisioner may run. */
  readonly position: number;
  /** How many wait for the same provisioners; 0 likewise. */
  readonly size: number;
}

/** The standing of a job that does not wait, or whose place nobody computed. */
export const NOT_QUEUED: QueueStanding = { position: 0, size: 0 };

/** Places from 1, by sequence, of the jobs that one domain may run. */
interface Ranks {
  /** Of the pending jobs when this was worked out. */
  readonly version: number;
  readonly places: ReadonlyMap<number, number>;
}

/**
 * Places in the queue as a build's own answers give them (Coder API contract, queue position): for each distinct set of
 * tags of live provisioners a rank among the jobs that these may run, of which the best counts. Kept until the pending
 * jobs change.
 */
export class QueueStandings {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;
  /** By domain. */
  readonly #ranks: Ranks[] = [];

  constructor(parts: ModelParts, pool: ProvisionerPool) {
    this.#parts = parts;
    this.#pool = pool;
  }

  /** A function for one answer, which looks at what it needs when first asked. */
  now(): (build: ModelBuild) => QueueStanding {
    let live: readonly Domain[] | undefined;
    return (build) => {
      if (!isPending(build)) return NOT_QUEUED;
      live ??= this.#liveDomains();
      let standing = NOT_QUEUED;
      for (const domain of live) {
        const { places } = this.#ranksOf(domain);
        const place = places.get(build.sequence);
        if (place === undefined) continue;
        standing = {
          position: standing.position === 0 ? place : Math.min(standing.position, place),
          size: Math.max(standing.size, places.size),
        };
      }
      return standing;
    };
  }

  #liveDomains(): readonly Domain[] {
    const { parameters, state } = this.#parts;
    const sinceUs = state.nowUs - parameters.livenessUs;
    return this.#pool.domains.all.filter((domain) => this.#pool.hasReportedIn(domain, sinceUs));
  }

  #ranksOf(domain: Domain): Ranks {
    const { pending } = this.#pool;
    const known = this.#ranks[domain.index];
    if (known !== undefined && known.version === pending.version) return known;
    const places = new Map(pending.inOrder(domain.groups).map((job, i) => [job.sequence, i + 1]));
    const ranks = { version: pending.version, places };
    this.#ranks[domain.index] = ranks;
    return ranks;
  }
}
