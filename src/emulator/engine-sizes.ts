import type { Params } from '../core/capability.ts';
import type { Size } from '../core/picture.ts';
import type { InputRole } from '../core/recipe.ts';
import type { EngineSizes } from '../providers/index.ts';
import type { Answer } from './answer.ts';
import type { EngineRoute } from './engines.ts';
import { refusals } from './refusals.ts';

const words = refusals('v1');

/** The size that is drawn from words alone; a side that was not given is the usual one. */
export function drawnSize(sizes: EngineSizes, { width, height }: Params): Size {
  const usual = sizes.rule === 'pairs' ? 1024 : sizes.usual;
  return { width: Number(width ?? usual), height: Number(height ?? usual) };
}

export interface Sized {
  readonly route: EngineRoute;
  readonly sizes: EngineSizes;
  readonly params: Params;
  readonly known: { readonly [Role in InputRole]?: Size };
  readonly mostPixels: number | undefined;
}

/** What is wrong with the sizes of a request. */
export function sizeRefusal({ route, sizes, params, known, mostPixels }: Sized): Answer | undefined {
  if (route === 'text-to-image') return drawnRefusal(sizes, drawnSize(sizes, params));
  const { image, mask } = known;
  if (image === undefined) return undefined;
  if (route === 'image-to-image/upscale') return upscaleRefusal(params, image, mostPixels);
  if (mask !== undefined && (mask.width !== image.width || mask.height !== image.height))
    return words.refuse(
      400,
      'invalid_image_dimensions',
      'init_image and mask_image: must have the same dimensions',
    );
  return boundsRefusal(sizes, image);
}

function drawnRefusal(sizes: EngineSizes, size: Size): Answer | undefined {
  if (size.width % 64 !== 0 || size.height % 64 !== 0)
    return words.refuse(
      400,
      'invalid_height_or_width',
      'height and width must be specified in increments of 64',
    );
  return boundsRefusal(sizes, size);
}

function upscaleRefusal(
  { width, height }: Params,
  image: Size,
  mostPixels: number | undefined,
): Answer | undefined {
  if (width !== undefined && height !== undefined)
    return words.badRequest(['width: must not be given together with height']);
  return mostPixels !== undefined && image.width * image.height > mostPixels
    ? words.refuse(400, 'invalid_pixel_count', `image: may have at most ${mostPixels} pixels`)
    : undefined;
}

function boundsRefusal(sizes: EngineSizes, size: Size): Answer | undefined {
  if (sizes.rule === 'pairs') return pairsRefusal(size);
  const { width, height } = size;
  const [least, most] = sizes.sides ?? [0, Number.POSITIVE_INFINITY];
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  if (sizes.shorter !== undefined && (shorter < least || longer > most || shorter > sizes.shorter))
    return words.refuse(
      400,
      'invalid_sdxl_v222_dimensions',
      `height and width must be from ${least} to ${most}, and only one of them may be above ${sizes.shorter}, but we received ${width}x${height}`,
    );
  if (shorter < least || longer > most)
    return words.badRequest([`init_image: each side must be from ${least} to ${most} pixels`]);
  const [fewest, mostPixels] = sizes.pixels ?? [0, Number.POSITIVE_INFINITY];
  return width * height < fewest || width * height > mostPixels
    ? words.refuse(
        400,
        'invalid_pixel_count',
        `height times width must be from ${fewest} to ${mostPixels}, but we received ${width}x${height}`,
      )
    : undefined;
}

/** The nine sizes, in the order of the API's own message. */
const SDXL_SIZES = [
  ...['1024x1024', '1152x896', '1216x832', '1344x768', '1536x640'],
  ...['640x1536', '768x1344', '832x1216', '896x1152'],
];

function pairsRefusal({ width, height }: Size): Answer | undefined {
  if (SDXL_SIZES.includes(`${width}x${height}`)) return undefined;
  return words.refuse(
    400,
    'invalid_sdxl_v1_dimensions',
    `for stable-diffusion-xl-1024-v0-9 and stable-diffusion-xl-1024-v1-0 the allowed dimensions are ${SDXL_SIZES.join(', ')}, but we received ${width}x${height}`,
  );
}
