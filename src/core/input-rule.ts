import type { ExpectedPicture, PictureFormat, Size } from './picture.ts';
import type { InputRole } from './recipe.ts';

/** What an input picture must be like: data, shared by planning, providers and help. Sides and areas in pixels. */
export interface InputRule {
  readonly formats?: readonly PictureFormat[];
  readonly minSide?: number;
  readonly maxSide?: number;
  readonly minPixels?: number;
  readonly maxPixels?: number;
  /** The longer side over the shorter one, at most. */
  readonly maxRatio?: number;
  /** The pairs of width and height there are, where only certain ones will do. */
  readonly sizes?: readonly (readonly [number, number])[];
  /** The input whose size it must have. */
  readonly sameSizeAs?: InputRole;
}

export type InputRules = { readonly [Role in InputRole]?: InputRule };

/** What is known of the inputs: those not made yet are absent, and so is a format nobody has looked at. */
export type KnownInputs = { readonly [Role in InputRole]?: ExpectedPicture };

/** One sentence per rule that an input breaks. Inputs of which nothing is known break none. */
export function inputProblems(
  rules: InputRules | undefined,
  inputs: KnownInputs,
): { readonly role: InputRole; readonly sentence: string }[] {
  return (Object.entries(rules ?? {}) as [InputRole, InputRule][]).flatMap(([role, rule]) => {
    const picture = inputs[role];
    if (picture === undefined) return [];
    const { width, height } = picture;
    return broken(rule, picture, inputs).map((rest) => ({
      role,
      sentence: `"${role}" has ${width} × ${height} pixels; ${rest}`,
    }));
  });
}

function broken(
  rule: InputRule,
  { width, height, format }: Size & { readonly format?: PictureFormat },
  inputs: KnownInputs,
): string[] {
  const { formats, minSide, maxSide, minPixels, maxPixels, maxRatio, sizes, sameSizeAs } = rule;
  const [short, long] = width < height ? [width, height] : [height, width];
  const pixels = width * height;
  const other = sameSizeAs && inputs[sameSizeAs];
  const found: string[] = [];
  if (formats && format && !formats.includes(format))
    found.push(`it is ${format}, and only ${formats.join(', ')} are taken`);
  if (minSide !== undefined && short < minSide) found.push(`each side must have at least ${minSide}`);
  if (maxSide !== undefined && long > maxSide) found.push(`each side may have at most ${maxSide}`);
  if (minPixels !== undefined && pixels < minPixels)
    found.push(`it must have at least ${minPixels} in total`);
  if (maxPixels !== undefined && pixels > maxPixels) found.push(`it may have at most ${maxPixels} in total`);
  if (maxRatio !== undefined && long > short * maxRatio)
    found.push(`its longer side may be at most ${maxRatio} times the shorter one`);
  if (sizes && !sizes.some(([w, h]) => w === width && h === height))
    found.push(`it must have one of ${sizes.map((pair) => pair.join('x')).join(', ')}`);
  if (other && (other.width !== width || other.height !== height))
    found.push(`it must be as large as "${sameSizeAs}", ${other.width} × ${other.height}`);
  return found;
}
