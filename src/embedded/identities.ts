import { hash } from 'node:crypto';
import type { RandomBytes } from './options.js';

/** What an id can be of; the same number of another kind is another id. */
export type IdentityKind =
  | 'deployment'
  | 'organization'
  | 'user'
  | 'template'
  | 'version'
  | 'file'
  | 'import'
  | 'preset'
  | 'dry-run'
  | 'plan-resource'
  | 'plan-agent'
  | 'workspace'
  | 'build'
  | 'job'
  | 'resource'
  | 'agent'
  | 'daemon'
  | 'request'
  | 'installer';

/**
 * The UUIDs of a deployment: a function of a random key, the kind and a number, so that the id of a build that the
 * executor made does not depend on who read it first. They look like version 4.
 */
export class Identities {
  /** What all ids follow from; whoever has it can tell them in advance. */
  readonly key: string;
  readonly #known = new Map<IdentityKind, string[]>();

  /** @param key - Of identities that were saved; else a new one is drawn. */
  constructor(randomBytes: RandomBytes, key: string = Buffer.from(randomBytes(32)).toString('hex')) {
    this.key = key;
  }

  /** The id of the `number`-th thing of a kind; remembered. */
  of(kind: IdentityKind, number: number): string {
    let ids = this.#known.get(kind);
    if (ids === undefined) {
      ids = [];
      this.#known.set(kind, ids);
    }
    let id = ids[number];
    if (id === undefined) {
      id = this.once(kind, number);
      ids[number] = id;
    }
    return id;
  }

  /** As {@link of}, for ids that are used once and not worth remembering. */
  once(kind: IdentityKind, number: number): string {
    const digest = hash('sha256', `${this.key}/${kind}/${number}`, 'hex');
    const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) & 3);
    return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  }
}
