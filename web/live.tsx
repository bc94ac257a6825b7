import { render } from 'preact';
import { LivePage } from './live/live-page.js';

const place = document.getElementById('live');
if (place !== null) {
  place.replaceChildren();
  render(<LivePage />, place);
}
