import { type Color, type ColorFamily, darken, familyOf, lighten, mix } from '../color.ts';
import { GARMENTS, type Garment, HAIR_STYLES, type HairStyle } from '../lexicon/garments.ts';
import { stream } from '../random.ts';
import type { SubjectDescription } from '../scene.ts';
import { findSpecies, type Species } from './species.ts';

/** Who somebody is: everything that stays when the scene changes. */
export interface Character {
  readonly species: string;
  readonly coat: Color;
  /** Belly, cheeks, muzzle. */
  readonly mark: Color;
  readonly accent: Color;
  readonly hair?: { readonly color: Color; readonly style: HairStyle };
  readonly beard?: Color;
  readonly eyes: Color;
  readonly top?: { readonly garment: Garment; readonly color: Color };
  readonly bottom?: { readonly garment: Garment; readonly color: Color };
  readonly shoes?: Color;
  /** Scarf, hat, glasses, backpack and the like. */
  readonly extras: { readonly [Name in Garment]?: Color };
  /** Around 1. */
  readonly headScale: number;
  readonly earScale: number;
  readonly tailScale: number;
  readonly girth: number;
}

const CLOTHES: readonly Color[] = [
  '#d8564a',
  '#2f8f8b',
  '#e0a832',
  '#4a6fb5',
  '#7a5aa8',
  '#e88a6a',
  '#4d9a6a',
  '#334a78',
  '#f2e6cf',
  '#c9587a',
];
const TROUSERS: readonly Color[] = [
  '#3a5488',
  '#2c3f66',
  '#6b5a52',
  '#8a6a4c',
  '#4a5a63',
  '#c9a877',
  '#55658f',
];
const SHOES: readonly Color[] = ['#f4efe6', '#7a4a36', '#33384a', '#d8564a', '#e0a832'];
const TOPS: readonly Garment[] = ['jacket', 'hoodie', 'sweater', 'shirt', 'dress', 'overalls'];
const BOTTOMS: readonly Garment[] = ['trousers', 'shorts', 'skirt'];

/**
 * Derives a character from the seed and from what the prompt says of it. Every trait has a stream of its own:
 * naming a colour for the jacket changes the jacket alone.
 */
export function createCharacter(
  seed: number,
  described: SubjectDescription,
  avoided: ReadonlySet<ColorFamily>,
): Character {
  const species = findSpecies(described.name);
  const random = (trait: string) => stream(seed, 'character', described.name + (described.nth ?? ''), trait);
  const among = (trait: string, colors: readonly Color[]): Color => {
    const free = colors.filter((color) => !avoided.has(familyOf(color)));
    return random(trait).pick(free.length > 0 ? free : colors);
  };
  const { garments, colors } = described;
  const [first, second] = colors;
  const fur = garments.get('fur') ?? garments.get('skin') ?? (species.clothed ? undefined : first);
  const coat = fur ?? among('coat', species.coats);
  return {
    species: species.name,
    coat,
    mark: second ?? mix(lighten(coat, 0.2), species.mark, 0.82),
    accent: among('accent', CLOTHES),
    hair: hairOf(species, described, among, random('hair style')),
    beard: garments.has('beard')
      ? (garments.get('beard') ?? garments.get('hair') ?? among('hair', species.hair))
      : undefined,
    eyes: among('eyes', ['#2a2433', '#3a2a26', '#24304a']),
    ...clothesOf(species, described, among, random('wardrobe')),
    extras: extrasOf(species, described, among, random('extras')),
    headScale: random('head').between(0.95, 1.06),
    earScale: random('ears').between(0.86, 1.14),
    tailScale: random('tail').between(0.9, 1.12),
    girth: random('girth').between(0.92, 1.1),
  };
}

type Among = (trait: string, colors: readonly Color[]) => Color;
type Random = ReturnType<typeof stream>;

function hairOf(
  species: Species,
  { garments, hairStyle }: SubjectDescription,
  among: Among,
  random: Random,
): Character['hair'] {
  const worn = garments.has('hair') || hairStyle !== undefined;
  if (species.hair.length === 0 && !worn) return undefined;
  const natural = species.hair.length > 0 ? species.hair : (['#6b4630', '#3a2c2a', '#c98a4a'] as const);
  const free = species.hairStyles ?? HAIR_STYLES;
  return {
    color: garments.get('hair') ?? among('hair', natural),
    style: hairStyle ?? (species.hair.length > 0 ? random.pick(free) : 'short'),
  };
}

function clothesOf(
  species: Species,
  { garments, colors }: SubjectDescription,
  among: Among,
  random: Random,
): Pick<Character, 'top' | 'bottom' | 'shoes'> {
  const named = (list: readonly Garment[]) => list.find((garment) => garments.has(garment));
  const [freeTop, freeBottom, dressed] = [
    random.pick(species.tops),
    random.pick(['trousers', 'trousers', 'shorts'] as const),
    random.chance(species.dresses),
  ];
  const asked = named([...TOPS, ...BOTTOMS]) !== undefined;
  const wears = species.clothed || asked || dressed;
  if (species.suit || !wears) return {};
  const top = named(TOPS) ?? (asked && !species.clothed ? undefined : freeTop);
  const bottom =
    named(BOTTOMS) ??
    (top === 'dress' || top === 'overalls' || (!species.clothed && asked) ? undefined : freeBottom);
  const dye = species.clothed ? colors[0] : undefined;
  const topColor = (top && garments.get(top)) ?? dye ?? among('top', CLOTHES);
  const legs =
    (bottom && garments.get(bottom)) ??
    among(
      'bottom',
      TROUSERS.filter((color) => familyOf(color) !== familyOf(topColor)),
    );
  return {
    top: top && { garment: top, color: topColor },
    bottom: bottom && { garment: bottom, color: legs },
    shoes:
      species.clothed || garments.has('shoes') || (bottom !== undefined && species.shod)
        ? (garments.get('shoes') ?? among('shoes', SHOES))
        : undefined,
  };
}

function extrasOf(
  species: Species,
  { garments }: SubjectDescription,
  among: Among,
  random: Random,
): Character['extras'] {
  const extras: { [Name in Garment]?: Color } = {};
  const worn = new Set<Garment>([...TOPS, ...BOTTOMS, 'hair', 'fur', 'skin', 'shoes', 'beard']);
  const free = species.extras.length > 0 ? random.pick(species.extras) : undefined;
  for (const garment of GARMENTS) {
    if (worn.has(garment) || !garments.has(garment)) continue;
    extras[garment] =
      garments.get(garment) ??
      (garment === 'glasses' ? '#33384a' : garment === 'crown' ? '#f0bd3f' : among(garment, CLOTHES));
  }
  const bare =
    garments.size === 0 || [...garments.keys()].every((garment) => garment === 'hair' || garment === 'fur');
  if (bare && free !== undefined) extras[free] = free === 'glasses' ? '#33384a' : among(free, CLOTHES);
  return extras;
}

/** Darker than its fur, for ears, paws and the like. */
export const deep = (color: Color): Color => mix(color, darken(color, 1), 0.28);
