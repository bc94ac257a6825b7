/** Who is due when: a census of schedules, counted by minutes. @packageDocumentation */

export { daySpan, daySpans } from './day-span.js';
export type { DueMinute, DueMinutes, Span } from './due-minutes.js';
export { dueMinutes } from './due-minutes.js';
export { firstOfDayMs } from './first-of-day.js';
export { readCensus } from './read-census.js';
export type { ScheduledWorkspace, SkipReason } from './scheduled-workspace.js';
