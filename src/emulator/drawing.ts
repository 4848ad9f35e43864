import { createHash } from 'node:crypto';
import type { Params } from '../core/capability.ts';
import type { Pixels, Size } from '../core/picture.ts';
import type { InputRole } from '../core/recipe.ts';
import { alphaWeights, blend, drawScene, maskWeights } from '../providers/index.ts';
import { encodePixels, sharpRaster } from '../renditions/index.ts';
import type { PictureType } from './order.ts';
import { compose, ellipse, lighten, paste, tint } from './pixels.ts';

/** What a picture follows from. Equal drawings give equal bytes. */
export interface Drawing {
  readonly operation: string;
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly params: Params;
  readonly inputs: { readonly [Role in InputRole]?: Uint8Array };
  readonly size: Size;
  readonly format: PictureType;
}

/** Draws a picture as the operation would have it, from its words and its inputs. */
export async function draw(drawing: Drawing, blurred: boolean): Promise<Uint8Array> {
  const pixels = await paint(drawing);
  return encodePixels(
    blurred ? await blur(pixels, Math.max(pixels.width, pixels.height) / 24) : pixels,
    drawing.format,
  );
}

async function paint(drawing: Drawing): Promise<Pixels> {
  const { operation, inputs, size, params } = drawing;
  const input = (role: InputRole, at: Size = size): Promise<Pixels> => {
    const bytes = inputs[role];
    if (bytes === undefined) throw new Error(`${operation} without ${role}`);
    return sharpRaster.decode(bytes, at);
  };
  const share = (name: string, usual: number) => Number(params[name] ?? usual);
  switch (operation) {
    case 'image-to-image':
      return blend(await input('image'), await scene(drawing), share('strength', 0.65));
    case 'inpaint':
      return blend(await input('image'), await scene(drawing), await region(drawing));
    case 'erase': {
      const image = await input('image');
      return blend(image, opaque(await blur(image, 16)), await region(drawing));
    }
    case 'outpaint': {
      const { left = 0, right = 0, up = 0, down = 0 } = params;
      const inner = {
        width: size.width - Number(left) - Number(right),
        height: size.height - Number(up) - Number(down),
      };
      const around = drawing.prompt === '' ? blur(await input('image'), 16) : scene(drawing);
      return paste(await around, await input('image', inner), Number(left), Number(up));
    }
    case 'search-and-replace':
      return blend(await input('image'), await scene(drawing), found(drawing, params.search_prompt));
    case 'search-and-recolor': {
      const image = await input('image');
      return blend(image, tint(image, hashed(drawing.prompt), 0.75), found(drawing, params.select_prompt));
    }
    case 'remove-background': {
      const image = await input('image');
      return {
        ...image,
        data: compose(image, { ...image, data: new Uint8Array(image.data.length) }, subject(size)),
      };
    }
    case 'replace-background': {
      const image = await input('image');
      const prompt = String(params.background_prompt ?? '');
      const drawn =
        inputs.background_reference === undefined
          ? await scene({ ...drawing, prompt })
          : blend(
              await blur(await input('background_reference'), 12),
              await scene({ ...drawing, prompt }),
              prompt === '' ? 0 : 0.5,
            );
      const lit = lighten(
        drawn,
        String(params.light_source_direction ?? 'above'),
        share('light_source_strength', 0.3),
      );
      const background =
        params.keep_original_background === true
          ? lighten(
              image,
              String(params.light_source_direction ?? 'above'),
              share('light_source_strength', 0.3),
            )
          : lit;
      return blend(background, image, subject(size));
    }
    case 'upscale':
      if (drawing.prompt === '') return input('image');
      return blend(await input('image'), await scene(drawing), share('creativity', 0.3) * 0.4);
    case 'sketch':
    case 'structure':
      return blend(await scene(drawing), await input('image'), share('control_strength', 0.7) * 0.6);
    case 'style':
      return tint(
        await scene(drawing),
        mean(await input('image', { width: 8, height: 8 })),
        share('fidelity', 0.5),
      );
    case 'style-transfer': {
      const styled = blend(
        await input('image'),
        await blur(await input('style_image'), 48),
        share('style_strength', 1) * 0.6,
      );
      return drawing.prompt === ''
        ? styled
        : blend(styled, await scene(drawing), (1 - share('composition_fidelity', 0.9)) / 2);
    }
    default:
      return scene(drawing);
  }
}

/** The prompt as the built-in provider draws it. */
async function scene({ prompt, negativePrompt, seed, params, size }: Drawing): Promise<Pixels> {
  const style =
    typeof params.style_preset === 'string' ? `, ${params.style_preset.replaceAll('-', ' ')}` : '';
  return sharpRaster.drawSvg(drawScene({ prompt: prompt + style, negativePrompt, seed, ...size }), size);
}

/** What is to be changed: the white of the mask, or what is transparent in the image. */
async function region({ inputs, params, size }: Drawing): Promise<Uint8Array> {
  const { image, mask } = inputs;
  if (mask === undefined && image !== undefined)
    return alphaWeights(await sharpRaster.decode(image, size), 1);
  if (mask === undefined) return new Uint8Array(size.width * size.height);
  const weights = maskWeights(await sharpRaster.decode(mask, size), 1);
  return params.mask_source === 'MASK_IMAGE_BLACK' ? weights.map((weight) => 255 - weight) : weights;
}

/** A place in the picture that follows from what is looked for: nobody here can see. */
function found({ size }: Drawing, what: unknown): Uint8Array {
  const [x, y, r] = hashed(String(what));
  return ellipse(size, 0.3 + (x / 255) * 0.4, 0.3 + (y / 255) * 0.4, 0.15 + (r / 255) * 0.15);
}

/** Where the subject of a picture usually is. */
function subject(size: Size): Uint8Array {
  return ellipse(size, 0.5, 0.55, 0.38);
}

function hashed(text: string): readonly [number, number, number] {
  const [a = 0, b = 0, c = 0] = createHash('sha256').update(text).digest();
  return [a, b, c];
}

function mean({ data }: Pixels): readonly [number, number, number] {
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4)
    for (let channel = 0; channel < 3; channel++)
      sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0);
  const [r = 0, g = 0, b = 0] = sums.map((sum) => Math.round((sum * 4) / data.length));
  return [r, g, b];
}

/** Blurs by way of a much smaller picture. */
async function blur(pixels: Pixels, factor: number): Promise<Pixels> {
  const least = (side: number) => Math.max(4, Math.round(side / factor));
  const small = await sharpRaster.decode(await encodePixels(pixels, 'png'), {
    width: least(pixels.width),
    height: least(pixels.height),
  });
  return sharpRaster.decode(await encodePixels(small, 'png'), { width: pixels.width, height: pixels.height });
}

/** Transparent pixels have a colour too, and here it shows. */
function opaque(pixels: Pixels): Pixels {
  const data = new Uint8Array(pixels.data);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return { ...pixels, data };
}

const plain = new Map<string, Promise<Uint8Array>>();
const REMEMBERED = 32;

/** Nine fields of colour that follow from everything a drawing follows from: quick, for tests of other things. */
export function drawPlain(drawing: Drawing): Promise<Uint8Array> {
  const { inputs, ...words } = drawing;
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const [role, bytes] of Object.entries(inputs)) hash.update(role).update(bytes);
  const digest = hash.digest();
  const name = digest.toString('hex');
  const made = plain.get(name) ?? encodePixels(fields(drawing.size, digest), drawing.format);
  plain.set(name, made);
  const [oldest] = plain.keys();
  if (plain.size > REMEMBERED && oldest !== undefined) plain.delete(oldest);
  return made;
}

function fields({ width, height }: Size, colors: Uint8Array): Pixels {
  const words = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < 3; column++) {
      const at = (Math.floor((row * 3) / height) * 3 + column) * 3;
      const [a = 0, b = 0, c = 0] = [colors[at], colors[at + 1], colors[at + 2]];
      // Alpha is the last byte of a pixel, which is the highest of a word.
      const color = (0xff000000 | (c << 16) | (b << 8) | a) >>> 0;
      const from = row * width;
      words.fill(
        color,
        from + Math.floor((column * width) / 3),
        from + Math.floor(((column + 1) * width) / 3),
      );
    }
  }
  return { data: new Uint8Array(words.buffer), width, height };
}
