import type { EmbeddedTemplate, SeededPopulation, TemplateAgents } from '../embedded/index.js';
import type { EmbeddedTarget } from '../run/index.js';
import type { Distribution } from '../stats/index.js';
import { ConfigError, type Transition } from '../storm/index.js';
import { creationAt } from './creation-time.js';
import { readEmbeddedFiles } from './embedded-files.js';
import type { embeddedFlags, FlagValues } from './flags/index.js';
import type { Io } from './io.js';

type Values = FlagValues<typeof embeddedFlags>;

const SEED = 'nineam';
/** Seeded users of a hundred workspaces. */
const USERS_PER_HUNDRED = 80;

/**
 * What the flags say about the embedded deployment.
 * @param timeScale - The speed of its clock unless the flags name one.
 * @throws ConfigError with every problem of the files that they name.
 */
export async function embeddedTarget(
  values: Values,
  io: Pick<Io, 'cwd'>,
  timeScale: number,
): Promise<EmbeddedTarget> {
  const { templates, imported, problems } = await readEmbeddedFiles(values, io.cwd);
  const users = values.seedUsers ?? Math.ceil((values.seedWorkspaces * USERS_PER_HUNDRED) / 100);
  const unsaid = contradictions(values, users);
  if (unsaid.length + problems.length > 0) throw new ConfigError([...unsaid, ...problems]);
  const isSeeded = users > 0 || values.seedWorkspaces > 0;
  return {
    kind: 'embedded',
    parameters: {
      seed: values.seed ?? SEED,
      provisioners: values.provisioners,
      serviceTime: serviceTimes(values.serviceTimes),
      replicas: values.replicas,
      tickPhasesUs: values.tickPhases.length === 0 ? null : values.tickPhases,
      failureRate: { start: values.failureRate, stop: 0, delete: 0 },
      lostTickRate: values.lostTickRate,
      lostNotificationRate: values.lostNotificationRate,
      taggedProvisioners: values.taggedProvisioners,
      provisionerChanges: values.provisionerChanges,
      ...(values.failureCauses.length === 0 ? {} : { failureCauses: values.failureCauses }),
      ...(values.creationRate === null ? {} : { creation: creationAt(values.creationRate) }),
      ...(values.handOff === null ? {} : { handOff: values.handOff }),
    },
    timeScale: values.timeScale ?? timeScale,
    templates: await templatesFrom(values, templates),
    population:
      isSeeded || imported.length > 0
        ? {
            ...(isSeeded ? { seeded: seededFrom(values, users) } : {}),
            imported,
          }
        : null,
  };
}

function seededFrom(
  { seedSchedules, seedTimeZone, seedWorkspaces }: Values,
  users: number,
): SeededPopulation {
  const zone = seedTimeZone === null ? {} : { timeZone: seedTimeZone };
  return { users, workspaces: seedWorkspaces, schedules: seedSchedules, ...zone };
}

function contradictions({ seedSchedules, seedTimeZone, seedWorkspaces }: Values, users: number): string[] {
  const problems: string[] = [];
  if (seedTimeZone !== null && users === 0)
    problems.push('--seed-time-zone is about seeded people: add --seed-workspaces <n>');
  if (seedSchedules && seedWorkspaces === 0)
    problems.push('--seed-schedules is about seeded workspaces: add --seed-workspaces <n>');
  if (seedWorkspaces > 0 && users === 0)
    problems.push('--seed-users must be above 0 with --seed-workspaces: somebody has to own them');
  return problems;
}

function serviceTimes(settings: Values['serviceTimes']): Readonly<Record<Transition, Distribution>> {
  const of = (transition: Transition, p50: number, p95: number): Distribution =>
    settings.findLast((setting) => setting.transition === transition)?.distribution ?? {
      kind: 'lognormal',
      p50,
      p95,
    };
  return {
    start: of('start', 45_000_000, 90_000_000),
    stop: of('stop', 10_000_000, 20_000_000),
    delete: of('delete', 10_000_000, 20_000_000),
  };
}

/** The templates, with the times of their agents as far as flags name them and the templates do not. */
async function templatesFrom(
  { agentConnect, agentStartup }: Values,
  fromFile: readonly EmbeddedTemplate[] | null,
): Promise<readonly EmbeddedTemplate[] | null> {
  if (agentConnect === null && agentStartup === null) return fromFile;
  const { DEFAULT_TEMPLATES } = await import('../embedded/index.js');
  const times = {
    ...(agentConnect === null ? {} : { connect: agentConnect }),
    ...(agentStartup === null ? {} : { startup: agentStartup }),
  };
  const withTimes = (agents: TemplateAgents): TemplateAgents => ({ ...times, ...agents });
  return (fromFile ?? DEFAULT_TEMPLATES).map(({ agents, ...template }) =>
    agents === undefined ? template : { ...template, agents: withTimes(agents) },
  );
}
