import type { ProvisionerTags } from '../../codersdk/index.js';
import { formatDurationMs } from '../../time/index.js';

/** A time for a person: whole minutes, or seconds below a minute. */
export function minutes(ms: number): string {
  return ms < 60_000
    ? `${Math.max(0, Math.round(ms / 1000))}s`
    : formatDurationMs(Math.round(ms / 60_000) * 60_000).replace(/0s$/, '');
}

/** A number of things: `1 user`, `2 users`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Tags, without those that everything has. */
export function tagText(tags: ProvisionerTags): string {
  const own = Object.entries(tags).filter(([name, value]) => name !== 'scope' && value !== '');
  return own.length === 0 ? 'no tags' : own.map(([name, value]) => `${name}=${value}`).join(', ');
}
