import type { CleanupChoice } from '../run/index.js';
import type { ResolvedOptions, runFlags } from './flags/index.js';

type Options = Pick<ResolvedOptions<typeof runFlags>, 'given'> & {
  readonly values: Pick<ResolvedOptions<typeof runFlags>['values'], 'cleanup' | 'noCleanup'>;
};

/** From the strongest. */
const ORIGINS = ['flag', 'environment', 'file'] as const;

/**
 * What `--cleanup` and `--no-cleanup` say together: the latter, as Coder's tool has it, is `--cleanup never`. Where
 * they differ the stronger origin decides; said in the same place they contradict each other, and `problem` tells.
 */
export function cleanupChoice({ values, given }: Options): {
  readonly choice: CleanupChoice;
  readonly problem: string | null;
} {
  const { cleanup, noCleanup } = values;
  if (!noCleanup || cleanup === 'never') return { choice: cleanup, problem: null };
  const rank = (name: string): number => {
    const origin = given.get(name);
    return origin === undefined ? ORIGINS.length : ORIGINS.indexOf(origin);
  };
  if (rank('no-cleanup') < rank('cleanup')) return { choice: 'never', problem: null };
  if (rank('cleanup') < rank('no-cleanup')) return { choice: cleanup, problem: null };
  return {
    choice: cleanup,
    problem: `--no-cleanup means --cleanup never and contradicts --cleanup ${cleanup}: leave one of them out`,
  };
}
