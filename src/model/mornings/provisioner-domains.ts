import { Concern } from '../draws.js';
import { EventKind } from '../event-heap.js';
import { nextTickUs } from '../periodic.js';
import { hasTags, type ProvisionerTags, tagsKey } from '../provisioner.js';
import { IndexRing } from './index-ring.js';
import type { MorningParts } from './morning-parts.js';

/** Provisioners with the same tags: what the server wakes and polls for as one. */
export interface ProvisionerDomain {
  readonly index: number;
  /** Lines of jobs that its provisioners may run. */
  readonly lines: readonly number[];
  /** Lines whose postings wake it, one entry for each template: more than it may run, when jobs are untagged and it is not. */
  readonly wokenBy: readonly number[];
  /** Its provisioners, dead ones too. */
  readonly members: number[];
  /** Those that wait to be woken, the one that has waited longest first. */
  readonly idle: IndexRing;
  /** How many are asking for a job. */
  acquiring: number;
  /** Whether its next backup poll is among the events. */
  polls: boolean;
}

/** The domains of a deployment, which come with their first provisioner: `Domains` over lines of numbers. */
export class ProvisionerDomains {
  readonly all: ProvisionerDomain[] = [];
  readonly #parts: MorningParts;
  readonly #byTags = new Map<string, ProvisionerDomain>();

  constructor(parts: MorningParts) {
    this.#parts = parts;
  }

  withIndex(index: number): ProvisionerDomain {
    return this.all[index] as ProvisionerDomain;
  }

  withTags(tags: ProvisionerTags): ProvisionerDomain {
    const key = tagsKey(tags);
    const known = this.#byTags.get(key);
    if (known !== undefined) return known;
    const { lines, parameters } = this.#parts;
    const domain: ProvisionerDomain = {
      index: this.all.length,
      lines: lines.linesFor(tags),
      wokenBy: parameters.templates
        .map((_, template) => lines.lineOfTemplate(template))
        .filter((line) => hasTags(tags, lines.tags[line] ?? {})),
      members: [],
      idle: new IndexRing(),
      acquiring: 0,
      polls: false,
    };
    this.all.push(domain);
    this.#byTags.set(key, domain);
    return domain;
  }

  /** Whether jobs wait that nobody of the domain is about to take. */
  lacks(domain: ProvisionerDomain): boolean {
    return this.#parts.lines.depthOf(domain.lines) > domain.acquiring;
  }

  /** A domain that the posting of a job wakes and that may run it, if there is any. */
  wokenBy(sequence: number, line: number): ProvisionerDomain | undefined {
    const { draws, parameters } = this.#parts;
    const { lostNotificationRate, replicas } = parameters;
    if (
      lostNotificationRate > 0 &&
      draws.uniform(Concern.lostNotification, sequence) < lostNotificationRate
    ) {
      return undefined;
    }
    const [first] = this.all;
    if (this.all.length === 1 && first !== undefined) {
      return first.idle.length > 0 && first.lines.includes(line) ? first : undefined;
    }
    const waiting = this.all.filter(({ idle, wokenBy }) => idle.length > 0 && wokenBy.includes(line));
    for (let replica = 0; replica < replicas; replica++) {
      const drawn = draws.uniform(Concern.wokenDomain, sequence * replicas + replica);
      const woken = waiting[Math.floor(drawn * waiting.length)];
      if (woken?.lines.includes(line)) return woken;
    }
    return undefined;
  }

  /** Sees to it that jobs which nobody was woken for are found by the next backup poll. */
  awaitPolls(): void {
    const { draws, events, nowUs, parameters } = this.#parts;
    for (const domain of this.all) {
      if (domain.polls || domain.acquiring > 0 || domain.idle.length === 0 || !this.lacks(domain)) continue;
      domain.polls = true;
      const phaseUs = Math.floor(
        draws.uniform(Concern.backupPollPhase, domain.index) * parameters.backupPollUs,
      );
      events.push(nextTickUs(phaseUs, parameters.backupPollUs, nowUs), EventKind.backupPoll, domain.index);
    }
  }
}
