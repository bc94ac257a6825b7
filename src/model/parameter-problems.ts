import { type Distribution, distributionProblem } from '../stats/index.js';
import type { Transition } from '../storm/index.js';
import type { ProvisionerChange, StormModelParameters } from './parameters.js';
import type { AgentParameters, ModelTemplate } from './template.js';

/** Draws of agents are keyed by build and place among this many. */
export const MAX_AGENTS = 16;

const WEEKDAYS = 7;

/** What is wrong with a set of parameters, in words for people, each beginning with the parameter's name. */
export function parameterProblems(p: StormModelParameters): string[] {
  const found = new Problems();
  found.whole('startUs', p.startUs, 0);
  found.whole('replicas', p.replicas, 1);
  found.whole('executorPeriodUs', p.executorPeriodUs, 1);
  found.whole('executorConcurrency', p.executorConcurrency, 1);
  found.whole('provisioners', p.provisioners, 0);
  found.whole('backupPollUs', p.backupPollUs, 1);
  found.whole('heartbeatUs', p.heartbeatUs, 1);
  found.whole('livenessUs', p.livenessUs, 0);
  found.whole('pendingReapUs', p.pendingReapUs, 1);
  found.whole('hungReapUs', p.hungReapUs, 1);
  found.whole('reaperPeriodUs', p.reaperPeriodUs, 1);
  tickPhaseProblems(found, p);
  found.distribution('creation', p.creation);
  found.distribution('recheck', p.recheck);
  found.serviceTime('serviceTime', p.serviceTime);
  if (p.failedStartTime !== null) found.distribution('failedStartTime', p.failedStartTime);
  found.distribution('completion', p.completion);
  found.distribution('pickUp', p.pickUp);
  found.distribution('handOff', p.handOff);
  found.distribution('cancelNotice', p.cancelNotice);
  for (const transition of TRANSITIONS) {
    found.probability(`failureRate.${transition}`, p.failureRate[transition]);
  }
  found.probability('earlyStartRate', p.earlyStartRate);
  found.probability('lostTickRate', p.lostTickRate);
  found.probability('lostNotificationRate', p.lostNotificationRate);
  causeProblems(found, p);
  for (const { count } of p.taggedProvisioners) found.whole('taggedProvisioners.count', count, 0);
  for (const change of p.provisionerChanges) changeProblems(found, change);
  if (p.templates.length === 0) found.add('templates', 'needs at least one');
  p.templates.forEach((template, i) => {
    templateProblems(found, `templates.${i}`, template);
  });
  return found.all;
}

const TRANSITIONS: readonly Transition[] = ['start', 'stop', 'delete'];

/** Collects problems under the names of parameters. */
class Problems {
  readonly all: string[] = [];

  add(name: string, problem: string): void {
    this.all.push(`${name}: ${problem}`);
  }

  whole(name: string, value: number, min: number): void {
    if (!Number.isSafeInteger(value) || value < min) {
      this.add(name, `must be a whole number from ${min}; got ${value}`);
    }
  }

  probability(name: string, value: number): void {
    if (!(value >= 0 && value <= 1))
      this.add(name, `must be a probability in [0, 1], e.g. 0.02; got ${value}`);
  }

  distribution(name: string, distribution: Distribution): void {
    const problem = distributionProblem(distribution);
    if (problem !== null) this.add(name, problem);
  }

  serviceTime(name: string, times: Readonly<Record<Transition, Distribution>>): void {
    for (const transition of TRANSITIONS) this.distribution(`${name}.${transition}`, times[transition]);
  }
}

function tickPhaseProblems(found: Problems, p: StormModelParameters): void {
  const phases = p.tickPhasesUs;
  if (phases === null) return;
  if (phases.length !== p.replicas) {
    found.add('tickPhasesUs', `needs one phase for each of ${p.replicas} replicas; got ${phases.length}`);
  }
  for (const phase of phases) {
    if (!Number.isSafeInteger(phase) || phase < 0 || phase >= p.executorPeriodUs) {
      found.add(
        'tickPhasesUs',
        `must be whole microseconds from 0, below the executor's period; got ${phase}`,
      );
    }
  }
}

function causeProblems(found: Problems, p: StormModelParameters): void {
  for (const { weight, error } of p.failureCauses) {
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      found.add('failureCauses.weight', `must be a finite number from 0; got ${weight}`);
    }
    if (error === '')
      found.add('failureCauses.error', 'must not be empty: a job without an error has succeeded');
  }
  const total = p.failureCauses.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) found.add('failureCauses', 'needs at least one with a weight above 0');
}

function changeProblems(found: Problems, change: ProvisionerChange): void {
  found.whole('provisionerChanges.afterUs', change.afterUs, 0);
  found.whole('provisionerChanges.count', change.count, 0);
}

function templateProblems(found: Problems, name: string, template: ModelTemplate): void {
  const { agents, autostartDays, failureTtlUs, serviceTime } = template;
  if (autostartDays.length !== WEEKDAYS) {
    found.add(`${name}.autostartDays`, `needs ${WEEKDAYS} days, from Monday; got ${autostartDays.length}`);
  }
  if (failureTtlUs !== null) found.whole(`${name}.failureTtlUs`, failureTtlUs, 1);
  if (serviceTime !== null) found.serviceTime(`${name}.serviceTime`, serviceTime);
  if (agents !== null) agentProblems(found, `${name}.agents`, agents);
}

function agentProblems(found: Problems, name: string, agents: AgentParameters): void {
  const { names } = agents;
  if (names.length < 1 || names.length > MAX_AGENTS || new Set(names).size < names.length) {
    found.add(`${name}.names`, `must be 1 to ${MAX_AGENTS} different names; got ${names.length}`);
  }
  found.distribution(`${name}.connect`, agents.connect);
  found.distribution(`${name}.start`, agents.start);
  found.distribution(`${name}.startup`, agents.startup);
  if (agents.uptime !== null) found.distribution(`${name}.uptime`, agents.uptime);
  found.probability(`${name}.startErrorRate`, agents.startErrorRate);
  found.probability(`${name}.neverConnectRate`, agents.neverConnectRate);
  found.whole(`${name}.connectionTimeoutUs`, agents.connectionTimeoutUs, 0);
}
