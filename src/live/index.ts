/** A run while it goes: its events counted and put into words, and a page in the browser that shows them. @packageDocumentation */

export type { LiveSettings } from './live-view.js';
export { LiveView } from './live-view.js';
export { messageOfEvent } from './progress/event-message.js';
export type { Note, Tone } from './progress/note.js';
export type { Detail } from './progress/progress-details.js';
export { ProgressModel } from './progress/progress-model.js';
export type { Meter, ProgressReport } from './progress/progress-report.js';
export { onOneLine, progressReport, timeOfDay } from './progress/progress-report.js';
