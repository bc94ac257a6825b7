import { formatDurationMs, formatInstantUs } from '../time/index.js';

/** `1 job`, `2 jobs`. */
export function count(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

/** `78 %`; only what is all is called 100 %, and only what is nothing 0 %. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return 'over 99 %';
  if (rounded === 0 && share > 0) return 'under 1 %';
  return `${rounded} %`;
}

/** `850 ms`, `12.3 s`, `4m12.3s`, `12m5s`; of microseconds. */
export function duration(us: number): string {
  const ms = us / 1000;
  if (Math.abs(ms) < 999.5) return `${Math.round(ms)} ms`;
  if (Math.abs(ms) < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const stepMs = Math.abs(ms) < 600_000 ? 100 : 1_000;
  return formatDurationMs(Math.round(ms / stepMs) * stepMs);
}

/** `09:00:44`, in UTC. */
export function timeOfDay(us: number): string {
  return formatInstantUs(Math.floor(us)).slice('yyyy-mm-ddT'.length, 'yyyy-mm-ddThh:mm:ss'.length);
}

/** `p95` for 0.95, `p99.9` for 0.999. */
export function percentileName(p: number): string {
  return `p${Number((p * 100).toFixed(6))}`;
}
