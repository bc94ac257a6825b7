import { type Check, minutes, none, sum } from './check.js';

/** More other users than this look like people at work. */
const OTHER_USERS_WITHOUT_ASKING = 20;

/** Only an owner may. */
export const owner: Check = {
  name: 'owner',
  skippable: false,
  find: ({ facts }) =>
    facts.me.roles.includes('owner')
      ? none
      : [
          {
            message: `the token belongs to ${facts.me.username}, who is not an owner`,
            mend: 'log in as a user with the site role "owner": only an owner creates users and is free of rate limits',
          },
        ],
};

/** Created users can log in, or need not. */
export const userAuth: Check = {
  name: 'user-auth',
  skippable: false,
  find: ({ plan, facts }) =>
    plan.userAuth === 'password' && !facts.passwordUsers
      ? [
          {
            message: 'the deployment refuses users with passwords (--user-auth password)',
            mend: 'leave --user-auth out, or give --user-auth none: the owner then acts for the created users',
          },
        ]
      : none,
};

/** The token outlives the cleanup. */
export const tokenExpiry: Check = {
  name: 'token-expiry',
  skippable: true,
  find({ plan, facts, estimate, nowMs }) {
    const needMs = sum(
      estimate?.setupMs ?? null,
      plan.autostartDelayMs,
      estimate?.stormMs ?? null,
      estimate?.cleanupMs ?? null,
    );
    if (facts.tokenExpiresAtMs === null || needMs === null || nowMs + needMs < facts.tokenExpiresAtMs)
      return none;
    return [
      {
        message: `the token ends in ${minutes(facts.tokenExpiresAtMs - nowMs)}, the run with its cleanup needs about ${minutes(needMs)}`,
        mend: 'create a longer one with `coder tokens create --lifetime`, and pass it in CODER_SESSION_TOKEN',
      },
    ];
  },
};

/** Nobody at work is disturbed unasked; whoever is on the deployment of this process was made up. */
export const otherUsers: Check = {
  name: 'other-users',
  skippable: true,
  find: ({ plan, facts }) =>
    plan.yes || plan.target.kind === 'embedded' || facts.otherUsers <= OTHER_USERS_WITHOUT_ASKING
      ? none
      : [
          {
            message: `${facts.otherUsers} other users are on this deployment: a storm holds up their builds`,
            mend: 'if that is what you want, add --yes',
          },
        ],
};
