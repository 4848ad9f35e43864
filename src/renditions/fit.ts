import type { Size } from '../core/picture.ts';
import type { RenditionSpec } from '../targets/index.ts';
import { paint } from './colour-space.ts';
import type { Change } from './frames.ts';
import { pipelineOf, type RawPicture, rawOf } from './raw-picture.ts';

type Fitting = Pick<RenditionSpec, 'fit' | 'position' | 'background' | 'color'>;

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

const POSITIONS: { readonly [name: string]: string } = {
  center: 'centre',
  'top-left': 'left top',
  'top-right': 'right top',
  'bottom-left': 'left bottom',
  'bottom-right': 'right bottom',
  top: 'top',
  right: 'right',
  bottom: 'bottom',
  left: 'left',
  attention: 'attention',
  entropy: 'entropy',
};

/**
 * Crops, frames or stretches to exactly a size. Frames of an animation are all cut in the same place, which `first` tells;
 * `moves` where there are others.
 */
export async function fitting(
  first: RawPicture,
  moves: boolean,
  { width, height }: Size,
  { fit, position, background, color }: Fitting,
): Promise<Change> {
  const cut = fit === 'cover' ? await cropOf(first, { width, height }, position, moves) : undefined;
  const place = typeof position === 'string' ? (POSITIONS[position] ?? 'centre') : 'centre';
  const behind = background === undefined ? TRANSPARENT : await paint(background, color);
  return async (frame) => {
    const picture = await pipelineOf(frame);
    if (cut) return rawOf(picture.extract(cut).resize(width, height, { fit: 'fill' }));
    return rawOf(picture.resize(width, height, { fit, position: place, background: behind }));
  };
}

interface Crop extends Size {
  readonly left: number;
  readonly top: number;
}

/** The part of the first frame that is kept; undefined where the image library may find it by itself. */
async function cropOf(
  frame: RawPicture,
  wanted: Size,
  position: Fitting['position'],
  fixed: boolean,
): Promise<Crop | undefined> {
  if (typeof position !== 'string') return focalCrop(frame, wanted, position);
  if (!fixed || !(position === 'attention' || position === 'entropy')) return undefined;
  const picture = (await pipelineOf(frame)).resize(wanted.width, wanted.height, { fit: 'cover', position });
  const { info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const scale = Math.max(wanted.width / frame.width, wanted.height / frame.height);
  const middle = {
    x: (wanted.width / 2 - (info.cropOffsetLeft ?? 0)) / scale / frame.width,
    y: (wanted.height / 2 - (info.cropOffsetTop ?? 0)) / scale / frame.height,
  };
  return focalCrop(frame, wanted, middle);
}

/** The largest crop of the wanted shape whose middle comes as near to the focal point as the edges allow. */
function focalCrop(picture: Size, wanted: Size, focus: { readonly x: number; readonly y: number }): Crop {
  const scale = Math.min(picture.width / wanted.width, picture.height / wanted.height);
  const width = Math.min(picture.width, Math.round(wanted.width * scale));
  const height = Math.min(picture.height, Math.round(wanted.height * scale));
  const left = clamp(Math.round(focus.x * picture.width - width / 2), picture.width - width);
  const top = clamp(Math.round(focus.y * picture.height - height / 2), picture.height - height);
  return { left, top, width, height };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(value, most));
}
