import type { PictureTraits } from '../renditions/index.ts';

/** How far a picture is from the middle of its set, and whether that is too far. */
export interface Standing {
  /** Distance of its colours in OKLab from the set's median picture, lightness counting half. */
  readonly palette: number;
  /** How much further its colours and lights reach, in OKLab, than is usual in the set, colours counting double; negative for less. */
  readonly contrast: number;
  readonly outlier: boolean;
  /** For an outlier, how it differs. */
  readonly because?: string;
}

/** What has fewer pictures has no middle to be far from. */
export const LEAST_SET = 3;

/**
 * Scenes of one style differ by where they are: a room is darker than a meadow, a beach yellower than a wood. Below these
 * distances a picture is never called out, however alike the others are. Measured on sets of the built-in provider.
 */
const PALETTE_FLOOR = 0.1;
const CONTRAST_FLOOR = 0.15;

/** Above the floors, an outlier is so many times as far from the median as the median picture is: 2 robust deviations. */
const FAR = 2 * 1.4826;

/** Lightness follows the scene more than the style does, colours less. */
const OF_LIGHTNESS = 0.5;
const OF_COLOURS_IN_SPREAD = 2;

type Channel = keyof PictureTraits;
const CHANNELS: readonly Channel[] = ['lightness', 'greenRed', 'blueYellow'];

/** Judges each picture of a set by the median of all. */
export function standings(set: readonly PictureTraits[]): Standing[] {
  const middle = medianTraits(set);
  const palettes = set.map((traits) => paletteDistance(traits, middle));
  const spreads = set.map(spreadOf);
  const usualSpread = median(spreads);
  const contrasts = spreads.map((spread) => spread - usualSpread);
  const usualPalette = median(palettes);
  const usualContrast = median(contrasts.map(Math.abs));
  const paletteLimit = Math.max(PALETTE_FLOOR, FAR * usualPalette);
  const contrastLimit = Math.max(CONTRAST_FLOOR, FAR * usualContrast);
  return set.map((traits, index) => {
    const palette = palettes[index] as number;
    const contrast = contrasts[index] as number;
    const reasons = [
      ...(palette > paletteLimit
        ? [`${shiftWords(traits, middle)} than the other ${set.length - 1} (${usual(palette, usualPalette)})`]
        : []),
      ...(Math.abs(contrast) > contrastLimit
        ? [
            `${contrast < 0 ? 'less' : 'more'} contrast than the other ${set.length - 1} (${usual(Math.abs(contrast), usualContrast)})`,
          ]
        : []),
    ];
    const outlier = reasons.length > 0;
    return {
      palette: rounded(palette),
      contrast: rounded(contrast),
      outlier,
      ...(outlier ? { because: reasons.join('; ') } : {}),
    };
  });
}

function usual(value: number, middle: number): string {
  return `off by ${value.toFixed(2)}, usually ${middle.toFixed(2)}`;
}

function medianTraits(set: readonly PictureTraits[]): PictureTraits {
  const along = (channel: Channel) =>
    (set[0]?.[channel] ?? []).map((_, share) => median(set.map((traits) => traits[channel][share] ?? 0)));
  return { lightness: along('lightness'), greenRed: along('greenRed'), blueYellow: along('blueYellow') };
}

function paletteDistance(one: PictureTraits, other: PictureTraits): number {
  const parts = CHANNELS.map(
    (channel) =>
      weightOf(channel) ** 2 *
      mean(one[channel].map((value, share) => (value - (other[channel][share] ?? 0)) ** 2)),
  );
  return Math.hypot(...parts.map(Math.sqrt));
}

function weightOf(channel: Channel): number {
  return channel === 'lightness' ? OF_LIGHTNESS : 1;
}

/** From the least to the greatest values, but for the few at either end. */
function spreadOf(traits: PictureTraits): number {
  const reach = (values: readonly number[]) => (values.at(-1) ?? 0) - (values[0] ?? 0);
  return Math.hypot(
    reach(traits.lightness),
    OF_COLOURS_IN_SPREAD * reach(traits.greenRed),
    OF_COLOURS_IN_SPREAD * reach(traits.blueYellow),
  );
}

/** In which direction its colours lie, by the channel that says most. */
function shiftWords(traits: PictureTraits, middle: PictureTraits): string {
  const words: { readonly [name in Channel]: readonly [less: string, more: string] } = {
    lightness: ['darker', 'lighter'],
    greenRed: ['greener', 'redder'],
    blueYellow: ['bluer', 'yellower'],
  };
  const shift = (channel: Channel) => weightOf(channel) * (mean(traits[channel]) - mean(middle[channel]));
  const most = [...CHANNELS].sort(
    (one, other) => Math.abs(shift(other)) - Math.abs(shift(one)),
  )[0] as Channel;
  return words[most][shift(most) < 0 ? 0 : 1];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
