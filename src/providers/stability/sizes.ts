import type { Size } from '../../core/picture.ts';
import type { AspectRatio } from './fields.ts';

type SizeTable = { readonly [Ratio in AspectRatio]: readonly [number, number] };

/** Larger than the documented 1.5 megapixels; these are what the vendor's own software expects and returns. */
const CORE: SizeTable = {
  '21:9': [2304, 960],
  '16:9': [2016, 1152],
  '3:2': [1824, 1248],
  '5:4': [1632, 1344],
  '1:1': [1536, 1536],
  '4:5': [1344, 1632],
  '2:3': [1248, 1824],
  '9:16': [1152, 2016],
  '9:21': [960, 2304],
};

const ONE_MEGAPIXEL: SizeTable = {
  '21:9': [1536, 640],
  '16:9': [1344, 768],
  '3:2': [1216, 832],
  '5:4': [1088, 896],
  '1:1': [1024, 1024],
  '4:5': [896, 1088],
  '2:3': [832, 1216],
  '9:16': [768, 1344],
  '9:21': [640, 1536],
};

function byAspectRatio(table: SizeTable) {
  return (params: { readonly [name: string]: unknown }): Size => {
    const [width, height] = table[(params.aspect_ratio ?? '1:1') as AspectRatio];
    return { width, height };
  };
}

/** Result sizes of `core`. */
export const coreSize = byAspectRatio(CORE);

/** Result sizes of `ultra` and the Stable Diffusion 3.5 models. */
export const megapixelSize = byAspectRatio(ONE_MEGAPIXEL);

/** Result size of the SDXL engine: asked for in pixels, and always asked for. */
export function engineSize(params: { readonly [name: string]: unknown }): Size {
  return { width: Number(params.width ?? 1024), height: Number(params.height ?? 1024) };
}
