import type { WrittenOutput } from './schema/index.ts';

/** Profiles for common needs. */
export const PRESET_NAMES = ['favicon', 'social', 'hero', 'avatar', 'sprite', 'email'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Each preset as one would write it out; a test puts them through the schema. */
const WRITTEN = {
  // What browsers, iOS and Android ask for; the maskable icon keeps its subject inside the circle that launchers cut.
  favicon: {
    fit: 'contain',
    sizes: {
      ico: { width: 48, height: 48, formats: ['ico'], file_name: 'favicon.ico' },
      svg: { formats: ['svg'], file_name: 'icon.svg' },
      'apple-touch': {
        width: 180,
        height: 180,
        formats: ['png'],
        background: '#ffffff',
        file_name: 'apple-touch-icon.png',
      },
      'icon-192': { width: 192, height: 192, formats: ['png'], file_name: 'icon-192.png' },
      'icon-512': { width: 512, height: 512, formats: ['png'], file_name: 'icon-512.png' },
      maskable: {
        width: 512,
        height: 512,
        formats: ['png'],
        background: '#ffffff',
        extend: '10%',
        file_name: 'icon-maskable-512.png',
      },
    },
  },
  // Cards are cut differently by everyone who shows them: the edge, drawn out a little, keeps the subject away from the cut.
  social: {
    formats: ['jpeg'],
    position: 'attention',
    background: '#ffffff',
    extend: { all: '3%', with: 'copy' },
    max_bytes: '300kB',
    sizes: { og: { width: 1200, height: 630 }, x: { width: 1200, height: 600 } },
  },
  hero: {
    widths: [640, 960, 1280, 1920, 2560],
    formats: ['avif', 'webp', 'jpeg'],
    aspect: '16:9',
    position: 'attention',
    placeholder: ['thumbhash', 'color'],
    sizes_attribute: '100vw',
  },
  avatar: {
    width: 96,
    height: 96,
    densities: [1, 2],
    formats: ['webp', 'png'],
    position: 'attention',
    rounded: '50%',
  },
  sprite: { width: 64, height: 64, densities: [2], formats: ['png'], fit: 'contain', sprite: true },
  // Mail programs know neither WebP nor srcset: one file, twice as fine as it is shown.
  email: { width: 600, densities: [2], formats: ['jpeg'], background: '#ffffff', max_bytes: '250kB' },
} satisfies { readonly [Preset in PresetName]: object };

// As wide as what authors write, which these are examples of.
const PRESETS = WRITTEN as unknown as { readonly [Preset in PresetName]: WrittenOutput };

const SIZING = ['widths', 'width', 'height', 'densities', 'aspect', 'sizes'] as const;

/**
 * True where a preset's list of widths is meant: an offer, of which as much is made as the master has, and no wish of an
 * author who should hear of what is lacking.
 */
export function offersWidths({ preset, ...own }: WrittenOutput): boolean {
  return preset !== undefined && PRESETS[preset].widths !== undefined && !saysSize(own);
}

function saysSize(own: WrittenOutput): boolean {
  return SIZING.some((key) => key !== 'sizes' && key !== 'aspect' && own[key] !== undefined);
}

/** A preset with an author's own keys laid over it. Whoever says a size says all of it; named sizes are merged by name. */
export function withPreset(written: WrittenOutput): WrittenOutput {
  const { preset, ...own } = written;
  if (preset === undefined) return own;
  const base = { ...PRESETS[preset] };
  if (saysSize(own)) for (const key of SIZING) delete base[key];
  const sizes = { ...base.sizes };
  for (const [name, size] of Object.entries(own.sizes ?? {})) sizes[name] = { ...sizes[name], ...size };
  return { ...base, ...own, ...(Object.keys(sizes).length > 0 ? { sizes } : {}) };
}
