import { counted } from '../../storm/index.js';
import { sum } from '../estimate.js';
import { type Check, found, notAsked, ok, onCount, unknown } from './check.js';
import { minutes } from './words.js';

/** Only an owner may. */
export const owner: Check = {
  name: 'owner',
  rank: 'refuses',
  skippable: false,
  judge: ({ facts: { me } }) =>
    me.roles.includes('owner')
      ? ok(`the token belongs to ${me.username}, an owner`)
      : found(
          [
            {
              message: `the token belongs to ${me.username}, who is not an owner`,
              mend: 'log in as a user with the site role "owner": only an owner creates users and is free of rate limits',
            },
          ],
          '',
        ),
};

/** Created users can log in, or need not. */
export const userAuth: Check = {
  name: 'user-auth',
  rank: 'refuses',
  skippable: false,
  judge({ plan, facts: { passwordUsers } }) {
    if (plan.userAuth === 'password' && !passwordUsers) {
      return found(
        [
          {
            message: 'the deployment refuses users with passwords (--user-auth password)',
            mend: 'leave --user-auth out, or give --user-auth none: the owner then acts for the created users',
          },
        ],
        '',
      );
    }
    return ok(
      plan.userAuth === 'none' || !passwordUsers
        ? 'created users will not log in: the owner acts for them'
        : 'created users will log in with passwords',
    );
  },
};

/** The token outlives the cleanup. */
export const tokenExpiry: Check = {
  name: 'token-expiry',
  rank: 'refuses',
  skippable: true,
  judge({ plan, facts, estimate, nowMs }) {
    if (facts.tokenExpiresAtMs === null) return unknown('the deployment does not say when the token ends');
    const leftMs = facts.tokenExpiresAtMs - nowMs;
    const needMs = sum(
      estimate?.setupMs ?? null,
      plan.autostartDelayMs,
      estimate?.stormMs ?? null,
      estimate?.agentMs ?? 0,
      estimate?.cleanupMs ?? null,
    );
    if (needMs === null)
      return unknown(`the token ends in ${minutes(leftMs)}; how long the run takes is not known`);
    if (needMs < leftMs)
      return ok(`the token ends in ${minutes(leftMs)}, the run needs about ${minutes(needMs)}`);
    return found(
      [
        {
          message: `the token ends in ${minutes(leftMs)}, the run with its cleanup needs about ${minutes(needMs)}`,
          mend: 'create a longer one with `coder tokens create --lifetime`, and pass it in CODER_SESSION_TOKEN',
        },
      ],
      '',
    );
  },
};

/** The licence has seats for the created users. */
export const licenceSeats: Check = {
  name: 'licence-seats',
  rank: 'refuses',
  skippable: true,
  judge: onCount((workspaceCount, { facts: { entitlements } }) => {
    if (!entitlements.known) return unknown(entitlements.why);
    const users = entitlements.value?.userLimit ?? null;
    if (entitlements.value === null) return ok('this edition has no licence, and no limit on users');
    if (users === null) return ok('the licence sets no limit on users');
    const { limit, actual } = users;
    if (actual + workspaceCount <= limit) return ok(`${actual} of ${limit} seats are taken`);
    return found(
      [
        {
          message: `the licence allows ${counted(limit, 'user')}, ${actual} are there, and the run creates ${workspaceCount}`,
          mend: `lower --workspace-count to ${Math.max(0, limit - actual)}, or ask whether the licence may be exceeded for the time of the run`,
        },
      ],
      '',
    );
  }),
};

/** Nobody is flooded with messages. */
export const notifications: Check = {
  name: 'notifications',
  rank: 'warns',
  skippable: true,
  judge: onCount((workspaceCount, { facts, plan }) => {
    const settings = facts.notifications;
    if (plan.target.kind === 'embedded') return notAsked('the deployment of this process sends none');
    if (!settings.known) return unknown(settings.why);
    if (settings.value === null) return ok('the deployment sends none');
    if (settings.value.paused) return ok('they are paused');
    const channels = facts.config.known ? facts.config.value.notificationChannels : null;
    if (channels?.length === 0) return ok('the deployment has no way to send them');
    const { userAdmins } = facts;
    const admins = !userAdmins.known
      ? 'every owner and user admin is'
      : userAdmins.value === 1
        ? 'one owner or user admin is'
        : `${userAdmins.value} owners and user admins are`;
    const ways = channels === null || channels.length === 0 ? '' : ` (${channels.join(', ')})`;
    return found(
      [
        {
          message: `${admins} told of each of the ${workspaceCount} users that are created${ways}`,
          mend: 'pause them for the time of the run with `coder notifications pause`, and go on with `coder notifications resume`',
        },
      ],
      '',
    );
  }),
};
