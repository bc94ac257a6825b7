import type { OwnerStatus, StormModelParameters } from '../../model/index.js';
import { meanOf, seededDraws, type UniformDraw } from '../../stats/index.js';
import { parseSchedule, type Schedule, type TimeZones } from '../../time/index.js';
import { growthUs, morningShare } from './capacity.js';
import { pick, scheduleText, TIME_ZONES, ttlMs, type Weighted } from './habits.js';
import { InventedNames } from './invented-names.js';
import { LocalTime } from './local-time.js';
import type { Deed, Past, PastUser, PastWorkspace } from './past.js';

/** How many of what a deployment is populated with. */
export interface SeededPopulation {
  readonly users: number;
  /** Not counting those that were deleted again. */
  readonly workspaces: number;
  /** Whether most workspaces have an autostart schedule; else none has. */
  readonly schedules: boolean;
  /** IANA name of the zone in which everybody lives. Default: each in one of many around the world. */
  readonly timeZone?: string;
}

/** What the past of a deployment depends on, beside the population. */
export interface PastContext {
  readonly parameters: Pick<StormModelParameters, 'seed' | 'provisioners' | 'serviceTime'>;
  /** When the past ends and the deployment listens, in microseconds since the epoch. */
  readonly untilUs: number;
  readonly timeZones: TimeZones;
  /** Indices of the templates that people use, the most used first. */
  readonly templates: readonly number[];
  /** User names that are given already, in lower case. */
  readonly takenNames: readonly string[];
}

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;

/** The last days are told day by day; before them a workspace was only made, used once and stopped. */
const LAST_DAYS = 3;
/** Schedules that have been there for a while are this old: the executor has had its mornings with them. */
const OLD_SCHEDULE_US = DAY_US;
/** The others were stored just now, so that their first morning is still to come. */
const NEW_SCHEDULE_US = 30 * MINUTE_US;

const SHARES = {
  /** Of the workspaces made: deleted again, on top of the number asked for. */
  deleted: 0.02,
  withoutSchedule: 0.18,
  severalTemplates: 0.3,
  stopsInTheEvening: 0.85,
  withTtl: 0.7,
};

/** Who is dormant or suspended has been so since before the last days. */
const USER_FATES: Weighted<OwnerStatus> = [
  ['active', 90],
  ['dormant', 7],
  ['suspended', 3],
];

/** What becomes of a workspace in the last days. */
const WORKSPACE_FATES: Weighted<'daily' | 'idle' | 'left_running' | 'failed' | 'dormant'> = [
  ['daily', 58],
  ['idle', 27],
  ['left_running', 7],
  ['failed', 4],
  ['dormant', 4],
];

/**
 * The past of a populated deployment: people all over the world made workspaces for weeks, in their working hours,
 * used and stopped them; then come the last days with their mornings and evenings. A function of its arguments alone.
 */
export function seededPast(population: SeededPopulation, context: PastContext): Past {
  return new SeededPast(population, context).past();
}

class SeededPast {
  readonly #population: SeededPopulation;
  readonly #context: PastContext;
  readonly #draw: UniformDraw;
  readonly #names: InventedNames;
  readonly #deeds: Deed[] = [];
  readonly #zones: string[] = [];
  readonly #statuses: OwnerStatus[] = [];
  readonly #times = new Map<string, LocalTime>();
  readonly #schedules = new Map<string, Schedule>();
  readonly #bornUs: number;
  readonly #lastDaysUs: number;
  readonly #morningShare: number;

  constructor(population: SeededPopulation, context: PastContext) {
    const { parameters, untilUs } = context;
    this.#population = population;
    this.#context = context;
    this.#draw = seededDraws(`${parameters.seed}/population`);
    this.#names = new InventedNames(this.#draw, context.takenNames);
    this.#lastDaysUs = untilUs - LAST_DAYS * DAY_US;
    this.#bornUs = this.#lastDaysUs - growthUs(parameters, population.workspaces) - DAY_US;
    this.#morningShare = morningShare(parameters, population.workspaces);
  }

  past(): Past {
    const { users: userCount, workspaces: workspaceCount } = this.#population;
    const users: PastUser[] = [];
    const firstDeedsUs: number[] = [];
    for (let user = 0; user < userCount; user++) {
      users.push(this.#names.person());
      this.#zones.push(this.#population.timeZone ?? pick(TIME_ZONES, this.#draw));
      this.#statuses.push(pick(USER_FATES, this.#draw));
      firstDeedsUs.push(this.#workingHour(user));
    }
    const workspaces: PastWorkspace[] = [];
    // Whoever is dormant or suspended deletes nothing.
    const deleters = [...this.#statuses.keys()].filter((user) => this.#statuses[user] === 'active');
    const deleted = deleters.length === 0 ? 0 : Math.round(workspaceCount * SHARES.deleted);
    for (let index = 0; index < workspaceCount + deleted; index++) {
      const owner = index < workspaceCount ? this.#owner(index) : this.#oneOf(deleters);
      workspaces.push({ owner, name: this.#names.workspace(owner), template: this.#template() });
      const createdUs = this.#workingHour(owner);
      firstDeedsUs[owner] = Math.min(firstDeedsUs[owner] ?? createdUs, createdUs);
      this.#tellLife(index, owner, createdUs, index >= workspaceCount);
    }
    for (let user = 0; user < userCount; user++) this.#tellPerson(user, firstDeedsUs[user] ?? 0);
    return { bornUs: this.#bornUs, untilUs: this.#context.untilUs, users, workspaces, deeds: this.#deeds };
  }

  #tellPerson(user: number, firstDeedUs: number): void {
    // An account is made a little before it is used first.
    const atUs = Math.max(this.#bornUs, Math.floor(firstDeedUs - (0.1 + this.#draw()) * HOUR_US));
    this.#deeds.push({ kind: 'create_user', user, atUs });
    const status = this.#statuses[user] ?? 'active';
    if (status !== 'active') this.#deeds.push({ kind: 'set_status', user, status, atUs: this.#lastDaysUs });
  }

  #tellLife(workspace: number, owner: number, createdUs: number, isDeleted: boolean): void {
    const draw = this.#draw;
    this.#deeds.push({ kind: 'create_workspace', workspace, atUs: createdUs });
    this.#build(workspace, 'stop', createdUs + (1.5 + 7 * draw()) * HOUR_US);
    if (isDeleted) {
      this.#build(workspace, 'delete', this.#lastDaysUs + draw() * (LAST_DAYS - 1) * DAY_US);
      return;
    }
    const fate = pick(WORKSPACE_FATES, draw);
    const isUsed = draw() < this.#morningShare && this.#statuses[owner] === 'active';
    const isScheduled = this.#population.schedules && draw() >= SHARES.withoutSchedule;
    if (isScheduled) this.#schedule(workspace, owner, isUsed && fate === 'daily');
    if (draw() < SHARES.withTtl) this.#ttl(workspace);
    if (fate === 'dormant') this.#deeds.push({ kind: 'set_dormant', workspace, atUs: this.#recently(2, 1) });
    if (!isUsed) return;
    if (fate === 'daily') this.#tellDays(workspace, owner, isScheduled);
    else if (fate === 'left_running') this.#build(workspace, 'start', this.#recently(2.5, 0.1));
    else if (fate === 'failed') {
      const startUs = this.#recently(2.5, 0.1);
      this.#build(workspace, 'start', startUs);
      // A person thinks better of it; a job that is interrupted ends as failed.
      const waitedUs = (0.05 + 0.3 * draw()) * meanOf(this.#context.parameters.serviceTime.start);
      this.#deeds.push({ kind: 'cancel', workspace, atUs: Math.floor(startUs + waitedUs) });
    }
  }

  /** The mornings and evenings of the last days; whoever has a schedule leaves the mornings to it, once it is there. */
  #tellDays(workspace: number, owner: number, isScheduled: boolean): void {
    const draw = this.#draw;
    const { untilUs } = this.#context;
    const time = this.#timeOf(owner);
    for (let day = time.dayOf(this.#lastDaysUs) + 1; day <= time.dayOf(untilUs); day++) {
      if (!time.isWorkday(day)) continue;
      const morningUs = time.at(day, 8.2 + 1.6 * draw());
      const eveningUs = time.at(day, 16.5 + 2.5 * draw());
      const startsByHand = !isScheduled || morningUs < untilUs - OLD_SCHEDULE_US - HOUR_US;
      if (startsByHand) this.#build(workspace, 'start', morningUs);
      if (draw() < SHARES.stopsInTheEvening) this.#build(workspace, 'stop', eveningUs);
    }
  }

  #schedule(workspace: number, owner: number, isOld: boolean): void {
    const agoUs = isOld
      ? OLD_SCHEDULE_US + this.#draw() * HOUR_US
      : (0.05 + 0.95 * this.#draw()) * NEW_SCHEDULE_US;
    const atUs = Math.floor(this.#context.untilUs - agoUs);
    const text = scheduleText(this.#zones[owner] ?? 'UTC', this.#draw);
    this.#deeds.push({ kind: 'set_schedule', workspace, schedule: this.#scheduleOf(text), atUs });
  }

  #ttl(workspace: number): void {
    const chosen = ttlMs(this.#draw);
    if (chosen === null) return;
    const atUs = Math.floor(this.#lastDaysUs + this.#draw() * HOUR_US);
    this.#deeds.push({ kind: 'set_ttl', workspace, ttlMs: chosen, atUs });
  }

  #build(workspace: number, transition: 'start' | 'stop' | 'delete', atUs: number): void {
    const whole = Math.floor(atUs);
    if (whole < this.#context.untilUs)
      this.#deeds.push({ kind: 'build', workspace, transition, atUs: whole });
  }

  /** An instant between so many days ago. */
  #recently(fromDays: number, toDays: number): number {
    const agoDays = toDays + (fromDays - toDays) * this.#draw();
    return Math.floor(this.#context.untilUs - agoDays * DAY_US);
  }

  /** An instant of the growth at which somebody works. */
  #workingHour(user: number): number {
    const time = this.#timeOf(user);
    const fromUs = this.#bornUs + 2 * HOUR_US;
    const toUs = this.#lastDaysUs - DAY_US;
    let day = time.dayOf(fromUs + this.#draw() * (toUs - fromUs));
    while (!time.isWorkday(day)) day--;
    const atUs = Math.floor(time.at(day, 8.5 + 8 * this.#draw()));
    return Math.min(Math.max(atUs, fromUs), toUs);
  }

  /** Everybody gets a workspace before anybody gets a second. */
  #owner(index: number): number {
    const { users } = this.#population;
    return index < users ? index : Math.floor(this.#draw() * users);
  }

  #oneOf(users: readonly number[]): number {
    return users[Math.floor(this.#draw() * users.length)] ?? 0;
  }

  #template(): number {
    const { templates } = this.#context;
    const index = this.#draw() < SHARES.severalTemplates ? Math.floor(this.#draw() * templates.length) : 0;
    return templates[index] ?? 0;
  }

  #timeOf(user: number): LocalTime {
    const zone = this.#zones[user] ?? 'UTC';
    let time = this.#times.get(zone);
    if (time === undefined) {
      time = new LocalTime(zone, this.#context.timeZones);
      this.#times.set(zone, time);
    }
    return time;
  }

  #scheduleOf(text: string): Schedule {
    let schedule = this.#schedules.get(text);
    if (schedule === undefined) {
      schedule = parseSchedule(text, this.#context.timeZones);
      this.#schedules.set(text, schedule);
    }
    return schedule;
  }
}
