import type { TimelineData } from '../src/report/html/timeline-data.js';
import { Timeline } from './timeline/timeline.js';

/** Puts the timeline into the place of the picture that stands in for it. Without its data there is nothing to do. */
function showTimeline(): void {
  const byId = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
    const element = document.getElementById(id);
    if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
    return element;
  };
  const data = document.getElementById('timeline-data');
  if (data === null) return;
  const canvas = byId('timeline-canvas', HTMLCanvasElement);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  const view = byId('timeline-view', HTMLElement);
  const elements = {
    canvas,
    details: byId('timeline-details', HTMLElement),
    sort: byId('timeline-sort', HTMLSelectElement),
    find: byId('timeline-find', HTMLInputElement),
    buttons: [...view.querySelectorAll<HTMLButtonElement>('button[data-do]')],
  };
  performance.mark('timeline-found');
  view.hidden = false;
  byId('phase-area', HTMLElement).hidden = true;
  new Timeline(elements, context, JSON.parse(data.textContent) as TimelineData).draw();
  performance.measure('timeline-shown', 'timeline-found');
}

showTimeline();
