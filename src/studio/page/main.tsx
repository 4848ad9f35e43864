import { render } from 'preact';
import type { Exported } from '../exported.ts';
import { App } from './app.tsx';
import { exportedSource } from './exported-source.ts';
import { liveSource } from './live-source.ts';

const place = document.getElementById('studio');
const exported = document.getElementById('exported')?.textContent;
const source = exported ? exportedSource(JSON.parse(exported) as Exported) : liveSource();
if (place) {
  place.replaceChildren();
  render(<App source={source} />, place);
}
