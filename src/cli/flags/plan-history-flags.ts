import { parsedFlag, switchFlag, textFlag } from './flag.js';
import { parseSince } from './plan-values.js';

const past = 'What is known of the past:';

/** What a plan learns from. */
export const historyFlags = {
  from: textFlag({
    name: 'from',
    group: past,
    placeholder: '<run|file.csv>',
    description:
      'how builds go, from a finished run (its id, a path, "last") or a CSV of build rows (`serve --export-builds`, `--output csv`)',
  }),
  fromDeployment: switchFlag({
    name: 'from-deployment',
    group: past,
    description:
      "how builds go, and who is due, from a deployment's own history and schedules; changes nothing there",
  }),
  sinceMs: parsedFlag(
    {
      name: 'since',
      group: past,
      placeholder: '<14d>',
      description: 'how far back its history is read',
      defaultText: '14d',
    },
    14 * 86_400_000,
    parseSince,
  ),
};
