import type { RunEvent } from '../../storm/index.js';
import type { Note } from './note.js';

/** What an event has to say that should stay on the screen; `null` for events that only move counts. */
export function messageOfEvent(event: RunEvent): Note | null {
  switch (event.type) {
    case 'notice':
      return event.level === 'warning'
        ? { text: `warning: ${event.message}`, tone: 'bad' }
        : { text: event.message, tone: 'plain' };
    case 'feed':
      return event.state === 'lost' ? { text: `updates lost: ${event.detail}`, tone: 'bad' } : null;
    default:
      return null;
  }
}
