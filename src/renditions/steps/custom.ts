import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { digestOf } from '../../core/digest.ts';
import type { Pixels } from '../../core/picture.ts';
import { loadSharp } from '../sharp.ts';
import type { Step } from './step.ts';

const value = z
  .strictObject({
    module: z
      .string()
      .regex(/^\.\.?\/.+\.m?js$/, 'a step of your own is a JavaScript file, written ./step.js')
      .meta({
        description: 'A JavaScript module of the project whose default export takes and returns pixels.',
      }),
    options: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: 'Handed to the module as they are.' }),
  })
  .meta({
    description: 'A step of your own. Runs only with --allow-code.',
    examples: [{ module: './steps/vignette.js', options: { strength: 0.4 } }],
  });

/** What a project's own step exports as default: RGBA pixels in, RGBA pixels of the same size out. */
export type CustomStep = (
  pixels: Pixels,
  options: { readonly [name: string]: unknown },
) => Pixels | Promise<Pixels>;

export const custom: Step<z.output<typeof value>> = {
  name: 'custom',
  value,
  version: 1,
  when: 'after-fit',
  file: 'module',
  code: true,
  async apply(picture, { module, options = {} }, { size, file }) {
    if (file === undefined) throw new Error('a step of your own has no file');
    const step = await load(file.path, digestOf(file.bytes));
    const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const given: Pixels = { data: new Uint8Array(data), width: info.width, height: info.height };
    const made = await step(given, options);
    if (made?.width !== size.width || made.height !== size.height || made.data?.length !== data.length)
      throw new Error(`${module} did not return ${size.width} × ${size.height} RGBA pixels`);
    const sharp = await loadSharp();
    return sharp(Buffer.from(made.data), { raw: { width: made.width, height: made.height, channels: 4 } });
  },
};

/** The digest in the address makes a module that was edited during `watch` a new one. */
async function load(path: string, digest: string): Promise<CustomStep> {
  const address = pathToFileURL(path);
  address.search = digest.replace(':', '=');
  const { default: step } = (await import(address.href)) as { default?: unknown };
  if (typeof step !== 'function') throw new Error(`${path} has no default export that is a function`);
  return step as CustomStep;
}
