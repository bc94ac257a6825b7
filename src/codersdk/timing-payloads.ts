import { z } from 'zod';
import { type Instant, parseInstant } from '../time/index.js';
import { decoder } from './payload.js';

/** One span that a provisioner timed, by the clock of its own host. */
export interface ProvisionerTiming {
  /** `init`, `plan`, `apply`, `graph`; other servers know others. */
  readonly stage: string;
  /** `coder_stage_<stage>` for the whole stage, else the resource worked on. */
  readonly resource: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

/** How long the parts of a build took. Only builds that succeeded have any, and not every provisioner tells. */
export interface BuildTimings {
  readonly provisioner: readonly ProvisionerTiming[];
}

const provisionerTiming = z.object({
  stage: z.string(),
  resource: z.string().nullish(),
  started_at: z.string(),
  ended_at: z.string(),
});

export const decodeBuildTimings = decoder(
  z.object({ provisioner_timings: z.array(provisionerTiming).nullish() }),
  (payload): BuildTimings => ({
    provisioner: (payload.provisioner_timings ?? []).map((timing) => ({
      stage: timing.stage,
      resource: timing.resource ?? '',
      startedAt: parseInstant(timing.started_at),
      endedAt: parseInstant(timing.ended_at),
    })),
  }),
);
