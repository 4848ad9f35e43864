import type { Catalog } from '../core/catalog.ts';
import type { PlaceholderKind } from '../core/site-manifest.ts';
import type { OutputProfile, Place, RenditionProfile, StepChoice } from './manifest.ts';
import { offersWidths, withPreset } from './presets.ts';
import { lexicalPath } from './project-path.ts';
import type { WrittenOutput } from './schema/index.ts';
import { bytes } from './units.ts';

type Steps = Catalog['steps'];

/** The formats of an output that names none. */
const DEFAULT_FORMATS = ['webp'];

/** An output as written → its profile: preset, named sizes and art direction spelled out. */
export function declareOutput(
  name: string,
  written: WrittenOutput,
  steps: Steps,
  place?: Place,
): OutputProfile {
  const {
    sizes,
    media = {},
    placeholder = 'none',
    sizes_attribute,
    keep,
    sprite,
    ...own
  } = withPreset(written);
  const { preset } = written;
  const declare = (more: WrittenOutput) => ({
    ...declareRendition({ ...own, ...more }, steps, place),
    ...(offersWidths(written) && offersWidths({ ...more, preset }) ? { offered: true } : {}),
  });
  const directed = Object.entries(media).map(([query, more], index) => ({
    ...declare(resized(own, more)),
    media: { query, number: index + 1 },
  }));
  const plain = sizes
    ? Object.entries(sizes).map(([size, more]) => ({ ...declare(more), size }))
    : [declare({})];
  return {
    name,
    ...(place ? { place } : {}),
    renditions: [...directed, ...plain],
    placeholders: placeholder === 'none' ? [] : ([placeholder].flat() as PlaceholderKind[]),
    ...(sizes_attribute ? { sizesAttribute: sizes_attribute } : {}),
    keep: keep ?? 'all',
    sprite: sprite ?? false,
  };
}

const SIZING = ['widths', 'width', 'height', 'densities', 'aspect'] as const;

/** An art direction that says a size says all of it; one that only crops otherwise keeps the widths. */
function resized(own: WrittenOutput, more: WrittenOutput): WrittenOutput {
  const sized = more.widths ?? more.width ?? more.height;
  const reshaped = more.aspect !== undefined && own.width !== undefined && own.height !== undefined;
  const dropped = SIZING.filter((key) => sized !== undefined || (reshaped && key === 'height'));
  return { ...Object.fromEntries(dropped.map((key) => [key, undefined])), ...more };
}

function declareRendition(written: WrittenOutput, steps: Steps, place: Place | undefined): RenditionProfile {
  const { widths, width, height, densities, formats = DEFAULT_FORMATS, aspect, quality = {} } = written;
  return {
    ...(widths ? { widths: ascending(widths) } : {}),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(densities ? { densities: ascending(densities) } : {}),
    formats: [...new Set(formats)],
    ...(aspect ? { aspect: ratio(aspect) } : {}),
    fit: written.fit ?? 'cover',
    position: written.position ?? 'center',
    ...(written.background ? { background: written.background } : {}),
    flatten: written.flatten ?? written.background !== undefined,
    quality:
      typeof quality === 'object'
        ? (quality as RenditionProfile['quality'])
        : Object.fromEntries(formats.map((format) => [format, quality])),
    effort: written.effort ?? 'balanced',
    options: (written.options ?? {}) as RenditionProfile['options'],
    enlarge: written.upscale !== undefined,
    ...(written.max_bytes === undefined ? {} : { maxBytes: bytes(written.max_bytes) }),
    color: written.color ?? 'srgb',
    publishPrompt: written.publish_prompt ?? false,
    steps: declareSteps(written as { readonly [step: string]: unknown }, steps, place),
    ...(written.file_name ? { fileName: written.file_name } : {}),
  };
}

function declareSteps(
  written: { readonly [step: string]: unknown },
  steps: Steps,
  place: Place | undefined,
): StepChoice[] {
  return [...steps.values()].flatMap((step): StepChoice[] => {
    const value = written[step.name];
    if (value === undefined) return [];
    if (step.file === undefined) return [{ step, value }];
    const named = (value as { readonly [member: string]: string })[step.file] ?? '';
    return [{ step, value, file: { written: named, path: lexicalPath(place?.file ?? '', named) } }];
  });
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function ratio(aspect: string): number {
  const [width = 1, height = 1] = aspect.split(':').map(Number);
  return width / height;
}

/** What a target without any `outputs` gets: the whole picture, losslessly. */
export const BUILT_IN_OUTPUT: OutputProfile = declareOutput('picture', { formats: ['png'] }, new Map());
