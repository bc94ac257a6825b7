import type { FaultKind } from './fault-rule.js';
import { FAULT_KINDS } from './kinds.js';

/** What a fault hit. Paths are without the query, which may hold a token. */
export type FaultSubject =
  | { readonly kind: 'request'; readonly method: string; readonly path: string }
  | {
      readonly kind: 'update';
      readonly stream: 'builds' | 'workspaces';
      readonly workspaceName: string;
      /** Of the build that it is about, or of the workspace's latest. */
      readonly buildNumber: number;
      readonly jobStatus: string;
    }
  | {
      readonly kind: 'socket';
      readonly path: string;
      /** Messages that it has got so far. */
      readonly messages: number;
    }
  | {
      readonly kind: 'server';
      /** Deployment time since the start for which it was due, in milliseconds. */
      readonly sinceMs: number;
    };

/** One fault that happened. */
export interface FaultFiring {
  /** Deployment time in milliseconds since the epoch. */
  readonly atMs: number;
  /** Number of the rule, from 1 in the order in which rules were added; 0: somebody asked for this one fault. */
  readonly ruleId: number;
  /** The rule as the grammar writes it. */
  readonly rule: string;
  readonly fault: FaultKind;
  readonly subject: FaultSubject;
}

/** Firings that are kept; a plan that fires at every request of a storm must not fill the memory. */
const KEPT = 1000;

/** The faults that happened, the latest of them one by one. */
export class FaultFirings {
  readonly #latest: FaultFiring[] = [];
  #total = 0;

  add(firing: FaultFiring): void {
    this.#total += 1;
    this.#latest.push(firing);
    if (this.#latest.length > KEPT) this.#latest.shift();
  }

  /** The latest {@link KEPT}, oldest first. */
  get latest(): readonly FaultFiring[] {
    return this.#latest;
  }

  get total(): number {
    return this.#total;
  }

  /** Earlier ones, which are only counted. */
  get forgotten(): number {
    return this.#total - this.#latest.length;
  }
}

/** A firing as JSON, with more members for each kind of subject. */
export interface FiringJson {
  readonly at: string;
  readonly rule_id: number;
  readonly rule: string;
  /** The kind as the grammar names it. */
  readonly fault: string;
  readonly subject: FaultSubject['kind'];
  readonly [member: string]: unknown;
}

/** A firing as JSON, for logs and for the admin endpoint. */
export function firingJson(firing: FaultFiring): FiringJson {
  const { atMs, ruleId, rule, fault, subject } = firing;
  return {
    at: new Date(atMs).toISOString(),
    rule_id: ruleId,
    rule,
    fault: FAULT_KINDS[fault].name,
    subject: subject.kind,
    ...subjectJson(subject),
  };
}

function subjectJson(subject: FaultSubject): Readonly<Record<string, unknown>> {
  switch (subject.kind) {
    case 'request':
      return { method: subject.method, path: subject.path };
    case 'update':
      return {
        stream: subject.stream,
        workspace_name: subject.workspaceName,
        build_number: subject.buildNumber,
        job_status: subject.jobStatus,
      };
    case 'socket':
      return { path: subject.path, messages: subject.messages };
    case 'server':
      return {};
    default:
      return subject satisfies never;
  }
}
