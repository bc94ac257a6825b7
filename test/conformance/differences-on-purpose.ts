import type { Difference } from './compare/difference.js';

/** Something in which our deployment is not like the recorded server, and why. */
export interface DifferenceOnPurpose {
  /** What answers differ: the name of the recorded exchange, or `GET /path` in a conversation. */
  readonly answers: RegExp;
  /** Where they differ. */
  readonly path: RegExp;
  /** Whether the one value may stand for the other. */
  allows(recorded: unknown, actual: unknown): boolean;
  /** What the closing table calls it. */
  readonly what: string;
  readonly reason: string;
}

/** A difference on purpose that a recorded conversation shows. */
export interface DifferenceOfConversations extends DifferenceOnPurpose {
  /** Those that show it, each of them. */
  readonly conversations: readonly ('autostart' | 'cleanup' | 'commands')[];
}

const isFilled = (value: unknown) => typeof value === 'string' && value !== '';
const isMissing = (_: unknown, actual: unknown) => actual === undefined;
const isAny = () => true;

const WEBPUSH = {
  path: /^\$\.webpush_public_key$/,
  allows: isMissing,
  what: 'build info without `webpush_public_key`',
  reason: 'it sends no notifications to browsers, so it has no key for them',
} as const;

const BUILD_TIMES = {
  path: /\.build_time_stats\.(start|stop|delete)\.P(50|95)$/,
  allows: (recorded: unknown, actual: unknown) =>
    recorded === null && Number.isInteger(actual) && Number(actual) > 0,
  what: '`build_time_stats` of templates before any build',
  reason: 'it knows how long its builds take, so that a plan can be made from the start',
};

/** What the recorded exchanges show. One that no answer needs fails the suite. */
export const DIFFERENCES_ON_PURPOSE: readonly DifferenceOnPurpose[] = [
  { ...WEBPUSH, answers: /^002-/ },
  { ...BUILD_TIMES, answers: /^01[6-9]-/ },
];

/** What the recorded conversations show. One that its conversations do not need fails their tests. */
export const DIFFERENCES_OF_CONVERSATIONS: readonly DifferenceOfConversations[] = [
  { ...WEBPUSH, answers: /^GET .*\/buildinfo$/, conversations: ['commands'] },
  { ...BUILD_TIMES, answers: /^GET .*\/templates/, conversations: ['autostart', 'commands'] },
  {
    answers: /^GET .*\/resources$/,
    path: /^\$\[0\]\.name$/,
    allows: (recorded, actual) => recorded === 'example' && isFilled(actual),
    what: 'names of resources',
    reason: 'what the resource of a template is called is the template’s own matter',
    conversations: ['autostart', 'commands'],
  },
  {
    answers: /^GET .*\/deployment\/config$/,
    path: /^\$\.config\.(http_address|prometheus\.(address|enable)|cache_directory)$/,
    allows: (recorded, actual) => typeof recorded === typeof actual,
    what: 'addresses and folders in the deployment’s configuration',
    reason: 'they are its own',
    conversations: ['cleanup'],
  },
  {
    answers: /^GET .*\/deployment\/config$/,
    path: /^\$\.options$/,
    allows: (recorded, actual) => recorded === 285 && actual === 7,
    what: 'the number of options behind the configuration',
    reason: 'it describes the options of those values that it has',
    conversations: ['cleanup'],
  },
  {
    answers: /^GET .*\/deployment\/config$/,
    path: /^\$\.options\[[0-6]\]\.\w+$/,
    allows: isAny,
    what: 'which options these are',
    reason: 'as there are fewer, others stand at the same places',
    conversations: ['cleanup'],
  },
  {
    answers: /^POST .*\/builds$/,
    path: /^\$\.matched_provisioners\.count$/,
    allows: (recorded, actual) => recorded === 30 && actual === 5,
    what: '`matched_provisioners` in the conversation of `cleanup`',
    reason: 'the recorded server had been restarted, and counted the provisioners of before',
    conversations: ['cleanup'],
  },
  {
    answers: /^PUT .*\/prebuilds\/settings$/,
    path: /^status$/,
    allows: (recorded, actual) => recorded === 404 && actual === 200,
    what: 'PUT prebuilds/settings for Coder’s own `cleanup`',
    reason: 'without this route of a licensed edition it stops and cleans nothing',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/provisionerdaemons/,
    path: /^\$\[\d\]\.name$/,
    allows: (recorded, actual) => /^vm-\d$/.test(String(recorded)) && /^nineam-\d$/.test(String(actual)),
    what: 'names of provisioners',
    reason: 'they are called after the machine, or after nineam',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/provisionerdaemons/,
    path: /^\$\[\d\]\.previous_job(\.(id|template_name))?$/,
    allows: (recorded, actual) => actual === null || typeof recorded === typeof actual,
    what: 'which provisioner did which job before',
    reason: 'that is chance',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/provisionerjobs/,
    path: /^\$$/,
    allows: (recorded, actual) => recorded === 21 && actual === 7,
    what: 'the number of jobs in the conversation with the command line',
    reason: 'the recorded server had had other jobs before',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/provisionerjobs/,
    path: /^\$\[[56]\]\./,
    allows: isAny,
    what: 'the oldest of these jobs',
    reason: 'as there are fewer, they are the imports of the templates',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/keys\/tokens\?/,
    path: /^\$\[0\]\.(created_at|id|last_used|lifetime_seconds|token_name|expires_at|updated_at)$/,
    allows: (recorded, actual) => typeof recorded === typeof actual,
    what: 'the first of the owner’s tokens',
    reason: 'it is the deployment’s own',
    conversations: ['commands'],
  },
  {
    answers: /^GET .*\/keys\/tokens\?/,
    path: /^\$\[[1-9]\]\.id$/,
    allows: (_, actual) => /^[0-9A-Za-z]{10}$/.test(String(actual)),
    what: 'ids of tokens',
    reason: 'they are random',
    conversations: ['commands'],
  },
];

/**
 * The entry that a difference is told by; `undefined` if it must not be.
 * @param answer - Name of the exchange, or the request in the conversation.
 */
export function purposeOf<Purpose extends DifferenceOnPurpose>(
  purposes: readonly Purpose[],
  answer: string,
  { path, recorded, actual }: Difference,
): Purpose | undefined {
  return purposes.find(
    (purpose) => purpose.answers.test(answer) && purpose.path.test(path) && purpose.allows(recorded, actual),
  );
}
