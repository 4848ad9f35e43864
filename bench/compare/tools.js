import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeProject } from './project.js';
import { FORMATS } from './work.js';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const script = (name) => ({
  name,
  prepare: (folder, masters) => [path(`tools/${name}.js`), masters, join(folder, 'out')],
});

/** Name → how a tool is started in a folder of its own; it writes to `out` there. */
export const TOOLS = [
  script('by-hand'),
  script('eleventy-img'),
  script('imagetools-core'),
  // Its files are the engine's; what is asked of it is the plugin's cache, so one cold run is enough.
  { ...script('vite-imagetools'), once: true },
  ours('imagebuild'),
];

/** Quality of ours by format, and how far below and above it is measured too. */
const QUALITY = { avif: 52, webp: 80, jpeg: 80 };
const STEP = 8;

/** Our tool with other qualities: what reaches a peer's SSIM is interpolated between these and the defaults. */
export const OTHER_QUALITIES = [-STEP, STEP].map((step) => ({
  step,
  ...ours(`imagebuild${step}`, Object.fromEntries(FORMATS.map((format) => [format, QUALITY[format] + step]))),
}));

function ours(name, quality) {
  return {
    name,
    prepare(folder, masters, widths) {
      writeProject(folder, masters, { widths, formats: FORMATS, quality });
      return [path('../../dist/imagebuild.cjs'), '-C', folder, 'build', '-q'];
    },
  };
}
