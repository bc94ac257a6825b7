import { parseDistribution } from './distribution.js';
import { parseFailureCause } from './failure-cause.js';
import { type Flag, listFlag, numberFlag, textFlag } from './flag.js';
import { parseProvisionerChange, parseTaggedProvisioners } from './provisioner-settings.js';

const group = 'Embedded deployment, in detail:';
const DURATIONS = '<p50=2s,p95=4s>';

/** How the embedded deployment builds, beyond the usual; shared by `run --embedded` and `serve`. */
export const capacityFlags = {
  taggedProvisioners: listFlag({
    name: 'tagged-provisioners',
    env: 'NINEAM_TAGGED_PROVISIONERS',
    group,
    placeholder: '<n:key=value,…>',
    description: 'more provisioners, with tags, e.g. 5:pool=gpu',
    parseItem: parseTaggedProvisioners,
  }),
  provisionerChanges: listFlag({
    name: 'provisioner-change',
    env: 'NINEAM_PROVISIONER_CHANGE',
    group,
    placeholder: '<after:+n|-n|die=n>',
    description:
      'after a time on its clock provisioners come (5m:+20, 5m:+2:pool=gpu), go when idle (6m:-5), or die holding their job (7m:die=1)',
    parseItem: parseProvisionerChange,
  }),
  failureCauses: listFlag({
    name: 'failure-cause',
    env: 'NINEAM_FAILURE_CAUSE',
    group,
    placeholder: '<kind[:weight=n,code=text,error=text]>',
    description:
      'how builds fail; kinds: reported, unreported (no update is published), preparation (at acquisition)',
    defaultText: 'reported',
    parseItem: parseFailureCause,
  }),
  creationRate: numberFlag({
    name: 'creation-rate',
    env: 'NINEAM_CREATION_RATE',
    group,
    description: 'builds a second that the executor of one replica creates',
    min: 0.1,
    max: 10_000,
    fallback: null,
    defaultText: '76',
  }),
  handOff: distributionFlag(
    'hand-off',
    'NINEAM_HAND_OFF',
    "from a provisioner's end of one job to its start of the next",
    'p50=12ms,p95=75ms',
  ),
  lostTickRate: rateFlag(
    'lost-tick-rate',
    'NINEAM_LOST_TICK_RATE',
    "share of the executor's ticks that do not happen",
  ),
  lostNotificationRate: rateFlag(
    'lost-notification-rate',
    'NINEAM_LOST_NOTIFICATION_RATE',
    'share of jobs that no provisioner is told of, so that they wait for the poll, up to 30s',
  ),
  agentConnect: distributionFlag(
    'agent-connect',
    'NINEAM_AGENT_CONNECT',
    'from the end of a build to the connection of its agent, where a template has agents',
    'p50=2.13s,p95=4.26s',
  ),
  agentStartup: distributionFlag(
    'agent-startup',
    'NINEAM_AGENT_STARTUP',
    "how long an agent's startup takes once it has begun",
    'constant=1.1ms',
  ),
  templateFile: textFlag({
    name: 'template-file',
    env: 'NINEAM_TEMPLATE_FILE',
    group,
    placeholder: '<file.json>',
    description: 'its templates, as a JSON list',
    defaultText: 'workspace, and workspace-with-agent',
  }),
};

function rateFlag(name: string, env: string, description: string): Flag<number> {
  return numberFlag({ name, env, group, description, min: 0, max: 1, fallback: 0, defaultText: '0' });
}

function distributionFlag(name: string, env: string, description: string, defaultText: string) {
  return {
    ...textFlag({ name, env, group, placeholder: DURATIONS, description, defaultText }),
    fallback: null,
    parse: (texts: readonly string[]) => parseDistribution(texts.at(-1) ?? ''),
  } satisfies Flag<ReturnType<typeof parseDistribution> | null>;
}
