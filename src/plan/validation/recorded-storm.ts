import { z } from 'zod';
import { type Distribution, normalQuantile } from '../../stats/index.js';
import { ConfigError, readBuildRows } from '../../storm/index.js';
import { type ObservedBuild, observedBuilds } from '../calibration/index.js';

/** A storm that was recorded on a real server, with what is known of it beside its builds. */
export interface RecordedStorm {
  readonly name: string;
  readonly workspaces: number;
  readonly provisioners: number;
  /** What a start's apply step was told to take, in microseconds. */
  readonly apply: Distribution;
  readonly builds: readonly ObservedBuild[];
}

const settingsSchema = z.record(
  z.string(),
  z.union([
    z.string(),
    z.object({
      workspaces: z.int().min(1),
      provisioners: z.int().min(1),
      start_apply: z.object({ median_ms: z.number().positive(), sigma: z.number().positive() }),
    }),
  ]),
);

/**
 * A recorded storm from its two files.
 * @param settings - The parsed `settings.json` of all storms; a lognormal apply step is given by its median and the
 *   standard deviation of its logarithm.
 * @param csv - Its build rows.
 * @throws ConfigError when the settings do not say of the storm what they should, or the rows are none.
 */
export function recordedStorm(name: string, settings: unknown, csv: string): RecordedStorm {
  const parsed = settingsSchema.safeParse(settings);
  const own = parsed.success ? parsed.data[name] : undefined;
  if (own === undefined || typeof own === 'string') {
    throw new ConfigError([`settings of ${name}: must have workspaces, provisioners and start_apply`]);
  }
  const { provisioners, start_apply, workspaces } = own;
  const p50 = start_apply.median_ms * 1_000;
  const p95 = p50 * Math.exp(start_apply.sigma * normalQuantile(0.95));
  const apply = { kind: 'lognormal', p50, p95 } as const;
  return { name, workspaces, provisioners, apply, builds: observedBuilds(readBuildRows(csv)) };
}
