import { blur } from './blur.ts';
import { border } from './border.ts';
import { custom } from './custom.ts';
import { duotone } from './duotone.ts';
import { extend } from './extend.ts';
import { gamma } from './gamma.ts';
import { grayscale } from './grayscale.ts';
import { overlay } from './overlay.ts';
import { rounded } from './rounded.ts';
import { sharpen } from './sharpen.ts';
import type { Step } from './step.ts';
import { tint } from './tint.ts';
import { trim } from './trim.ts';

/** All steps in the order in which they are applied. To add one: a file like its neighbours, and its place here. */
export const STEPS: ReadonlyMap<string, Step> = new Map(
  [trim, grayscale, duotone, tint, gamma, blur, sharpen, custom, overlay, extend, border, rounded].map(
    (step) => [step.name, step as Step],
  ),
);
