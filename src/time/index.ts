/** Clocks and their offsets, waiting with limits, instants, Go durations, schedules. No I/O. @packageDocumentation */

export type { Clock } from './clock.js';
export type { ClockObservation, ClockOffsetEstimate } from './clock-offset.js';
export { ClockOffset } from './clock-offset.js';
export type { FieldSet } from './cron-field.js';
export { formatDurationMs, formatGoDurationNs, parseGoDurationMs, parseGoDurationNs } from './go-duration.js';
export type { Instant } from './instant.js';
export { formatInstantUs, instantFromUs, parseInstant } from './instant.js';
export { localDateText, localTimeText } from './local-time.js';
export { nextOccurrenceMs } from './next-occurrence.js';
export { onAbort } from './on-abort.js';
export type { ScaledClockOptions } from './scaled-clock.js';
export { ScaledClock } from './scaled-clock.js';
export type { Schedule } from './schedule.js';
export { parseSchedule, ScheduleError, weeklyScheduleAt } from './schedule.js';
export { windowOffsetMinutes } from './schedule-window.js';
export type { SystemClockSources } from './system-clock.js';
export { SystemClock } from './system-clock.js';
export { TimeZones } from './time-zones.js';
export { VirtualClock } from './virtual-clock.js';
export { abortable, sleep, withDeadline } from './waiting.js';
export type { ZoneOffsets } from './zone-offsets.js';
