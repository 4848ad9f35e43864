import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import imagebuild, { type ViteOptions } from '../../src/integrations/vite.ts';
import { createRig, type Rig } from '../support/rig.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const MANIFEST = `
  version: 1
  site: { out_dir: public/art, manifest: images.json }
  outputs: { card: { widths: [32, 64], formats: [webp, png] }, og: { width: 48, formats: [png] } }
  defaults: { outputs: [card, og] }
  assets:
    fox: { seed: 1, alt: A fox, prompt: a red fox, scenes: { running: running through a forest } }
    owl: { seed: 2, alt: An owl, prompt: an owl at night }
  `;

const SCRIPT = `
  import fox from 'imagebuild:fox/running';
  import { picture } from 'imagebuild/runtime';
  document.body.innerHTML = picture(fox);
  `;

/** A site of Vite whose script shows one picture. */
export function siteOf(files: { readonly [path: string]: string } = {}): Rig {
  const rig = createRig({
    'imagebuild.yaml': MANIFEST,
    'index.html': '<!doctype html><script type="module" src="/main.js"></script>',
    'main.js': SCRIPT,
    ...files,
  });
  mkdirSync(join(rig.folder, 'node_modules'));
  symlinkSync(ROOT, join(rig.folder, 'node_modules', 'imagebuild'));
  return rig;
}

/** How Vite is told to build or serve it. */
export function configOf(rig: Rig, options: ViteOptions, config: InlineConfig = {}): InlineConfig {
  const plugins = [imagebuild({ frozen: false, ...options })];
  return { root: rig.folder, configFile: false, logLevel: 'silent', plugins, ...config };
}
