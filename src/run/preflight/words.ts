import type { ProvisionerTags } from '../../codersdk/index.js';
import { formatDurationMs } from '../../time/index.js';

const DAY_MS = 86_400_000;

/** A time for a person: whole minutes, or seconds below a minute, or days from two on. */
export function minutes(ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))}s`;
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  return formatDurationMs(Math.round(ms / 60_000) * 60_000).replace(/0s$/, '');
}

/** Tags, without those that everything has. */
export function tagText(tags: ProvisionerTags): string {
  const own = Object.entries(tags).filter(([name, value]) => name !== 'scope' && value !== '');
  return own.length === 0 ? 'no tags' : own.map(([name, value]) => `${name}=${value}`).join(', ');
}
