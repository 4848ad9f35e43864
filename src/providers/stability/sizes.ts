import type { Capability, Params } from '../../core/capability.ts';
import type { Size } from '../../core/picture.ts';
import type { InputRole } from '../../core/recipe.ts';
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

/** `control/style` keeps to the megapixel more exactly than the others. */
const STYLE: SizeTable = {
  '21:9': [1564, 670],
  '16:9': [1365, 768],
  '3:2': [1254, 836],
  '5:4': [1144, 915],
  '1:1': [1024, 1024],
  '4:5': [915, 1144],
  '2:3': [836, 1254],
  '9:16': [768, 1365],
  '9:21': [670, 1564],
};

type ResultSize = NonNullable<Capability['resultSize']>;

function byAspectRatio(table: SizeTable) {
  return (params: Params): Size => {
    const [width, height] = table[(params.aspect_ratio ?? '1:1') as AspectRatio];
    return { width, height };
  };
}

/** Result sizes of `core`. */
export const coreSize = byAspectRatio(CORE);

/** Result sizes of `ultra` and the Stable Diffusion 3.5 models. */
export const megapixelSize = byAspectRatio(ONE_MEGAPIXEL);

/** Result sizes of `control/style`. */
export const styleSize = byAspectRatio(STYLE);

/** Operations that leave the size as it is. */
export function inputSize(role: InputRole): ResultSize {
  return (_, { [role]: input }) => input && { width: input.width, height: input.height };
}

/** Models that make about a megapixel of whatever they are given: the pair of sides nearest to the input's shape. */
export function megapixelOf(role: InputRole): ResultSize {
  const shape = ({ width, height }: Size) => Math.log(width / height);
  const pairs = Object.values(ONE_MEGAPIXEL).map(([width, height]): Size => ({ width, height }));
  return (_, { [role]: input }) =>
    input &&
    pairs.reduce((best, pair) =>
      Math.abs(shape(pair) - shape(input)) < Math.abs(shape(best) - shape(input)) ? pair : best,
    );
}

/** The input and what is added on its sides. */
export const outpaintedSize: ResultSize = ({ left = 0, right = 0, up = 0, down = 0 }, { image }) =>
  image && {
    width: image.width + Number(left) + Number(right),
    height: image.height + Number(up) + Number(down),
  };

/** So many times as wide and high, unless one side was asked for. */
export function enlarged(factor: number): ResultSize {
  return ({ width, height }, { image }) => {
    if (image === undefined) return undefined;
    const times =
      width !== undefined
        ? Number(width) / image.width
        : height !== undefined
          ? Number(height) / image.height
          : factor;
    return scaled(image, times);
  };
}

/** The shape of the input with about so many pixels: what was seen, since what is documented differs from it. */
export function seenPixels(pixels: number): ResultSize {
  return (_, { image }) => image && scaled(image, Math.sqrt(pixels / (image.width * image.height)));
}

/** A megapixel in the shape of the picture that gets the style. */
export const transferredSize = seenPixels(1024 * 1024);

function scaled({ width, height }: Size, times: number): Size {
  return { width: Math.round(width * times), height: Math.round(height * times) };
}

/** Result size of the SDXL engine: asked for in pixels, and always asked for. */
export function engineSize(params: Params): Size {
  return { width: Number(params.width ?? 1024), height: Number(params.height ?? 1024) };
}
