import type { Size } from '../core/picture.ts';
import type { RenditionSpec, SpecStep } from '../targets/index.ts';
import { type ColourSpace, paint } from './colour-space.ts';
import { fitting } from './fit.ts';
import type { Change, Frames } from './frames.ts';
import { pipelineOf, type RawPicture, rawOf } from './raw-picture.ts';
import { STEPS } from './steps/index.ts';
import type { Box, Step, StepFile, StepWorld } from './steps/step.ts';

/** A file that a step names → its bytes, verified to be those that the plan knew. */
export type ReadFile = (file: NonNullable<SpecStep['file']>) => Promise<StepFile>;

/** Everything about a rendition that changes its pixels before an encoder sees them. */
export type Shape = Omit<RenditionSpec, 'format' | 'quality' | 'effort' | 'options' | 'maxBytes' | 'rights'>;

export interface Shaping {
  /** Decoded frame → the pixels of a rendition. */
  readonly change: Change;
  /** What was smaller than what it had to fill. */
  readonly enlarged: Enlarged | undefined;
  /** What of the files that steps lay on it will not be seen. */
  readonly doubts: readonly string[];
}

/** The picture itself, or what trimming has left of it. */
export type Enlarged = 'whole' | 'trimmed';

/** What makes a rendition of decoded frames: steps before, the fit, steps after, the background last. */
export async function shaping(frames: Frames, shape: Shape, readFile: ReadFile): Promise<Shaping> {
  const chosen = (shape.steps ?? []).map((specified) => ({ step: stepOf(specified), specified }));
  let change: Change = async (frame) => frame;
  const then = (next: Change) => {
    const before = change;
    change = async (frame) => next(await before(frame));
  };
  let { position } = shape;
  const doubts: string[] = [];
  const decoded = await frames.first();
  const applyAll = async (when: Step['when']) => {
    for (const { step, specified } of chosen.filter(({ step }) => step.when === when)) {
      const { value } = specified;
      if ('apply' in step) {
        const file = specified.file && (await readFile(specified.file));
        if (file && step.doubts)
          for (const doubt of await step.doubts(file))
            doubts.push(`its ${step.name} ${specified.file?.path}, ${doubt}`);
        then((frame) => applyStep(frame, step, value, shape, file));
        continue;
      }
      const box = await boxAround(frames, change, step, value);
      if (box === undefined) continue;
      position = within(position, box, await change(decoded));
      then((frame) => cut(frame, box));
    }
  };
  await applyAll('before-fit');
  const room = roomFor(shape, chosen);
  const left = await change(decoded);
  const enlarged = shape.enlarge ? undefined : enlargedFrom(decoded, left, room, shape.fit);
  then(await fitting(left, frames.count > 1, room, { ...shape, position }));
  await applyAll('after-fit');
  if (shape.flatten) then((frame) => flatten(frame, shape.background, shape.color));
  return { change, enlarged, doubts };
}

/**
 * The part that a step which cuts leaves of all frames: each cut by what it shows alone, they would jump about. Undefined
 * where nothing of them is seen.
 */
async function boxAround(
  frames: Frames,
  change: Change,
  step: Extract<Step, { readonly boxOf: unknown }>,
  value: unknown,
): Promise<Box | undefined> {
  const seen: Box[] = [];
  const boxOf = async (frame: RawPicture) => step.boxOf(await pipelineOf(await change(frame)), value);
  for await (const run of frames.runs())
    for (const box of await Promise.all(run.map(boxOf))) if (box !== undefined) seen.push(box);
  return seen.length === 0 ? undefined : around(seen);
}

function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

async function cut(frame: RawPicture, box: Box): Promise<RawPicture> {
  return rawOf((await pipelineOf(frame)).extract(box));
}

/** Whoever names a point points at the master: the same place in what is left of it. */
function within(position: Shape['position'], box: Box, whole: Size): Shape['position'] {
  if (typeof position === 'string') return position;
  const along = (part: number, side: number, start: number, length: number) =>
    Math.max(0, Math.min(1, (part * side - start) / length));
  return {
    x: along(position.x, whole.width, box.left, box.width),
    y: along(position.y, whole.height, box.top, box.height),
  };
}

async function applyStep(
  frame: RawPicture,
  step: Extract<Step, { readonly apply: unknown }>,
  value: unknown,
  { width, background, color }: Shape,
  file: StepFile | undefined,
): Promise<RawPicture> {
  const size = { width: frame.width, height: frame.height };
  const world: StepWorld = {
    size,
    width,
    background: background === undefined ? undefined : await paint(background, color),
    file,
    color: color ?? 'srgb',
    paint: (written: string) => paint(written, color),
  };
  return rawOf(await step.apply(await pipelineOf(frame), value, world));
}

function stepOf({ name }: SpecStep): Step {
  const step = STEPS.get(name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  return step;
}

/** What the margins of all steps leave of a rendition for the picture itself. */
function roomFor(
  shape: Shape,
  chosen: readonly { readonly step: Step; readonly specified: SpecStep }[],
): Size {
  let { width, height } = shape;
  for (const { step, specified } of chosen) {
    const margin = step.margin?.(specified.value, shape.width);
    width -= margin ? margin.left + margin.right : 0;
    height -= margin ? margin.top + margin.bottom : 0;
  }
  if (width < 1 || height < 1)
    throw new Error(`its margins leave no room for the picture in ${shape.width} × ${shape.height} pixels`);
  return { width, height };
}

/** Planning keeps a whole master from being enlarged, but for drawings beyond what is drawn; what trimming leaves can be too small. */
function enlargedFrom(decoded: Size, left: Size, room: Size, fit: Shape['fit']): Enlarged | undefined {
  if (!isEnlarged(left, room, fit)) return undefined;
  return isEnlarged(decoded, room, fit) ? 'whole' : 'trimmed';
}

function isEnlarged(picture: Size, room: Size, fit: Shape['fit']): boolean {
  const [across, down] = [room.width / picture.width, room.height / picture.height];
  const scale = fit === 'contain' ? Math.min(across, down) : Math.max(across, down);
  return scale > 1.02;
}

/** Without a background, transparent parts become white. */
export async function flatten(
  frame: RawPicture,
  background = '#ffffff',
  space?: ColourSpace,
): Promise<RawPicture> {
  if (frame.channels === 3) return frame;
  return rawOf((await pipelineOf(frame)).flatten({ background: await paint(background, space) }));
}
