import { canRun } from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { MatchedProvisionersJson } from '../schemas/workspaces.js';

/** What an answer says of a job whose provisioners it does not look for. */
export const NOT_MATCHED: MatchedProvisionersJson = { count: 0, available: 0, most_recently_seen: null };

/**
 * The provisioners that may run a template's jobs, found once for an answer: all of these, dead ones too, and those
 * that had been seen shortly before the job's creation (Coder API contract, matched provisioners).
 */
export class MatchedProvisioners {
  readonly #deployment: Deployment;
  /** When each was seen last, by the template's place in the model. */
  readonly #seenUs = new Map<number, readonly number[]>();

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  /** Of a job of a template that was created at `createdUs`. */
  of(template: { readonly modelIndex: number }, createdUs: number): MatchedProvisionersJson {
    const seenUs = this.#seenBy(template.modelIndex);
    if (seenUs.length === 0) return NOT_MATCHED;
    const sinceUs = createdUs - this.#deployment.parameters.livenessUs;
    return {
      count: seenUs.length,
      available: seenUs.filter((us) => us >= sinceUs).length,
      most_recently_seen: formatInstantUs(seenUs.reduce((latest, us) => Math.max(latest, us))),
    };
  }

  #seenBy(modelIndex: number): readonly number[] {
    let seenUs = this.#seenUs.get(modelIndex);
    if (seenUs === undefined) {
      const { model, parameters } = this.#deployment;
      const tags = parameters.templates[modelIndex]?.tags ?? {};
      seenUs = model
        .provisioners()
        .filter((provisioner) => canRun(provisioner.tags, tags))
        .map(({ lastSeenUs }) => lastSeenUs);
      this.#seenUs.set(modelIndex, seenUs);
    }
    return seenUs;
  }
}
