import type { ProvisionerChange, ProvisionerTags, TaggedProvisioners } from '../../model/index.js';
import { ASKED, type AskedTaggedProvisioners } from '../../run/index.js';
import { parseGoDurationMs } from '../../time/index.js';

const MOST = 100_000;
/** Tags that every provisioner of an organization has; they cannot be chosen. */
const BUILT_IN = ['scope', 'owner'];

/**
 * Parses `<n>:<key>=<value>[,…]`, e.g. `5:pool=gpu`.
 * @throws Error whose message completes the sentence "--tagged-provisioners …".
 */
export function parseTaggedProvisioners(text: string): TaggedProvisioners {
  const [, count, tags] = /^(\d+):(.+)$/.exec(text) ?? [];
  if (count === undefined || tags === undefined)
    throw new Error(`must be <n>:<key>=<value>[,…], e.g. 5:pool=gpu, got '${text}'`);
  return { count: countOf(count, text), tags: parseTags(tags, text) };
}

/**
 * The same with `?` in the place of the number that is looked for.
 * @throws Error whose message completes the sentence "--tagged-provisioners …".
 */
export function parseAskedTaggedProvisioners(text: string): AskedTaggedProvisioners {
  const [, tags] = /^\?:(.+)$/.exec(text) ?? [];
  return tags === undefined ? parseTaggedProvisioners(text) : { count: ASKED, tags: parseTags(tags, text) };
}

/**
 * Parses `<after>:+<n>[:<key>=<value>,…]`, `<after>:-<n>` or `<after>:die=<n>`; the time counts from the deployment's
 * first moment, on its clock.
 * @throws Error whose message completes the sentence "--provisioner-change …".
 */
export function parseProvisionerChange(text: string): ProvisionerChange {
  const [, after = '', sign, count, tags] = /^([^:]+):(\+|-|die=)(\d+)(?::(.+))?$/.exec(text) ?? [];
  if (sign === undefined || count === undefined || (tags !== undefined && sign !== '+'))
    throw new Error(`must be like 5m:+20, 5m:+2:pool=gpu, 6m:-5 or 7m:die=1, got '${text}'`);
  const afterUs = timeUs(after, text);
  const change = { afterUs, count: countOf(count, text) };
  if (sign === '-') return { kind: 'remove', ...change };
  if (sign === 'die=') return { kind: 'die', ...change };
  return { kind: 'add', ...change, tags: tags === undefined ? {} : parseTags(tags, text) };
}

function parseTags(text: string, whole: string): ProvisionerTags {
  const tags = new Map<string, string>();
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at);
    if (at < 1 || at === pair.length - 1) throw new Error(`must have tags as <key>=<value>, got '${whole}'`);
    if (tags.has(key)) throw new Error(`has the tag ${key} twice, got '${whole}'`);
    if (BUILT_IN.includes(key)) throw new Error(`cannot set the tag ${key}, which every provisioner has`);
    tags.set(key, pair.slice(at + 1));
  }
  return Object.fromEntries(tags);
}

function countOf(text: string, whole: string): number {
  const count = Number(text);
  if (count < 1 || count > MOST) throw new Error(`must count from 1 to ${MOST}, got '${whole}'`);
  return count;
}

function timeUs(text: string, whole: string): number {
  let ms: number;
  try {
    ms = parseGoDurationMs(text);
  } catch (error) {
    throw new Error(`must begin with a duration such as 90s or 5m, got '${whole}'`, { cause: error });
  }
  if (ms < 0) throw new Error(`must not lie before the deployment's first moment, got '${whole}'`);
  return Math.round(ms * 1000);
}
