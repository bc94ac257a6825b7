import { BUILD_UPDATES_EXPERIMENT, type PopulationOptions, SAFE_EXPERIMENTS } from '../../embedded/index.js';

/** More workspaces than this take a while to be there. */
const QUICK = 3000;

/** Flags that say what a new deployment holds. */
const OF_A_NEW_ONE = ['seed-workspaces', 'seed-users', 'seed-schedules', 'seed-time-zone', 'import'];

/** What takes a while before a deployment listens, in lines for a person. */
export function longBeginnings(population: PopulationOptions | null): readonly string[] {
  const imported = population?.imported?.length ?? 0;
  const seeded = population?.seeded?.workspaces ?? 0;
  return [
    ...(imported > QUICK ? [`importing ${imported} workspaces…`] : []),
    ...(seeded > QUICK ? [`making up ${seeded} workspaces…`] : []),
  ];
}

/** What a restored deployment does not heed of the flags that were given. */
export function ignoredFlags(statePath: string, given: ReadonlyMap<string, unknown>): readonly string[] {
  const ignored = OF_A_NEW_ONE.filter((name) => given.has(name)).map((name) => `--${name}`);
  return ignored.length === 0
    ? []
    : [`${statePath} says what it holds: ignoring ${ignored.join(', ')}, for new deployments only`];
}

/** What is wrong with the names of experiments, without being refused: a real server takes any, too. */
export function unknownExperiments(names: readonly string[]): readonly string[] {
  const known = [BUILD_UPDATES_EXPERIMENT, ...SAFE_EXPERIMENTS, '*'];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `--experiments: ${name} changes nothing here; known are ${known.join(', ')}`);
}
