import { capacityFlags } from './capacity-flags.js';
import { embeddedFlags } from './embedded-flags.js';
import { countFlag, listFlag, numberFlag, parsedFlag } from './flag.js';
import { parseAskedProvisioners, parseProvisioners } from './plan-provisioners.js';
import { parseAskedTaggedProvisioners, parseTaggedProvisioners } from './provisioner-settings.js';
import { runFlags } from './run-flags.js';

const work = 'Provisioners and builds:';

const provisioners = {
  name: 'provisioners',
  env: 'NINEAM_PROVISIONERS',
  group: work,
  placeholder: '<n[,8:50=n][,+3m=n]>',
} as const;
const taggedProvisioners = {
  name: 'tagged-provisioners',
  group: work,
  placeholder: '<n:key=value,…>',
} as const;

/** How many provisioners there are. */
export const provisionersFlags = {
  provisioners: parsedFlag(
    {
      ...provisioners,
      description:
        'provisioners, each with one job at a time; then others from a time of day on, or some time after the first due minute',
      defaultText:
        'those alive on the deployment that is read, else those at work within half an hour of the history',
    },
    null,
    parseProvisioners,
  ),
  taggedProvisioners: listFlag({
    ...taggedProvisioners,
    description:
      'more provisioners, with tags, for templates of --template-file that have them, e.g. 5:pool=gpu',
    parseItem: parseTaggedProvisioners,
  }),
};

/** The same where a number is what is looked for: it is written `?`. */
export const askedProvisionersFlags = {
  provisioners: parsedFlag(
    {
      name: provisioners.name,
      group: work,
      placeholder: '<?|20,8:50=?,9:30=20>',
      description:
        'where the number stands that is looked for, as ?: all the time, from a time of day on, or some time after the first due minute',
      defaultText: '?',
    },
    null,
    parseAskedProvisioners,
  ),
  taggedProvisioners: listFlag({
    ...taggedProvisioners,
    description: 'more provisioners, with tags; ?:pool=gpu where their number is looked for',
    parseItem: parseAskedTaggedProvisioners,
  }),
};

/** The same where the number may be varied, and is then written `?`; one of the environment is of predictions. */
export const sweptProvisionersFlags = {
  provisioners: {
    ...askedProvisionersFlags.provisioners,
    placeholder: '<n|?|20,8:50=?,9:30=20>',
    description:
      'provisioners, and others from a time of day on, or some time after the first due minute; where they are varied with ? in the place of the number',
    defaultText: `${provisionersFlags.provisioners.defaultText}; varied: ?`,
  },
  taggedProvisioners: askedProvisionersFlags.taggedProvisioners,
};

/** How builds go, where a history does not say. */
export const buildFlags = {
  serviceTimes: {
    ...embeddedFlags.serviceTimes,
    group: work,
    defaultText: 'of the history, else start:p50=45s,p95=90s',
  },
  failureRate: { ...embeddedFlags.failureRate, group: work, defaultText: 'of the history, else 0' },
  creationRate: { ...capacityFlags.creationRate, group: work, defaultText: 'of the history, else 76' },
  replicas: { ...embeddedFlags.replicas, group: work },
  tickPhases: { ...embeddedFlags.tickPhases, group: work, defaultText: 'drawn anew for each morning' },
  waitForAgents: { ...runFlags.waitForAgents, group: work },
  templateFile: {
    ...capacityFlags.templateFile,
    group: work,
    description:
      'JSON list of templates, as for `nineam serve`: service times, tags, agents, failure TTL and autostart days of each',
    defaultText: 'those of the history, or one',
  },
  queuedJobs: countFlag({
    name: 'queued-jobs',
    group: work,
    description: 'jobs that are queued already when the first minute of a morning begins',
    min: 0,
    max: 1_000_000,
    fallback: 0,
    defaultText: '0',
  }),
  backgroundBuildsPerMinute: numberFlag({
    name: 'background-builds-per-minute',
    group: work,
    description: 'builds that others ask for at any time, on average',
    min: 0,
    max: 100_000,
    fallback: 0,
    defaultText: '0',
  }),
};
