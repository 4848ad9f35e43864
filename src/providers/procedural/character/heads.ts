import { lighten } from '../color.ts';
import { circle, type Svg, stroke } from '../svg.ts';
import { bear, cat, dog, fox, lion, mouse, panda, rabbit, raccoon, tiger, wolf } from './animal-heads.ts';
import { bird, owl, penguin } from './bird-heads.ts';
import { deep } from './character.ts';
import * as farmHeads from './farm-heads.ts';
import { both, type DrawHead, type HeadBrief } from './head-parts.ts';
import { astronaut, person } from './person-head.ts';
import { robot } from './robot-head.ts';

const HEADS: { readonly [species: string]: DrawHead } = {
  fox,
  wolf,
  raccoon,
  cat,
  tiger,
  lion,
  dog,
  bear,
  panda,
  rabbit,
  mouse,
  bird,
  penguin,
  owl,
  robot,
  astronaut,
  ...farmHeads,
};

export function drawHead(brief: HeadBrief): Svg {
  const { pen, who } = brief;
  const head = (HEADS[who.species] ?? person)(brief);
  const animalHair =
    who.hair !== undefined && HEADS[who.species] !== undefined && who.species !== 'astronaut'
      ? pen.form(
          'M-26 -42C-34 -62 -14 -78 4 -72C-2 -80 18 -86 26 -72C40 -72 44 -52 32 -38C26 -46 20 -48 14 -48C10 -38 -2 -36 -8 -46C-14 -38 -22 -38 -26 -42Z',
          who.hair.color,
          4,
        )
      : '';
  return head + animalHair + headwear(brief);
}

function headwear({ pen, who }: HeadBrief): Svg {
  const { hat, beanie, cap, glasses, crown } = who.extras;
  return (
    (glasses === undefined
      ? ''
      : both((side) =>
          circle(5 + side * 25, 0, 17, '#ffffff', {
            'fill-opacity': 0.18,
            stroke: glasses,
            'stroke-width': 4,
          }),
        ) + stroke('M-3 -2Q5 -7 13 -2', glasses, 4)) +
    (beanie === undefined
      ? ''
      : pen.disc(0, -92, 14, lighten(beanie, 0.35), 3) +
        pen.form('M-54 -32C-56 -72 -30 -88 0 -88C30 -88 56 -72 54 -32Z', beanie) +
        pen.form(
          'M-58 -44Q0 -58 58 -44Q62 -34 58 -24Q0 -40 -58 -24Q-62 -34 -58 -44Z',
          lighten(beanie, 0.22),
          3,
        )) +
    (hat === undefined
      ? ''
      : pen.form('M-40 -40C-42 -86 -30 -92 0 -92C30 -92 42 -86 40 -40Z', hat) +
        pen.flat('M-41 -54Q0 -44 41 -54L40 -40Q0 -30 -40 -40Z', deep(deep(hat))) +
        pen.form('M-78 -40Q0 -60 78 -40Q80 -28 0 -28Q-80 -28 -78 -40Z', hat, 3)) +
    (cap === undefined
      ? ''
      : pen.form('M-52 -34C-54 -72 -28 -84 2 -84C32 -84 54 -70 52 -34Q0 -48 -52 -34Z', cap) +
        pen.form('M10 -44Q60 -48 88 -28Q60 -30 22 -32Z', deep(cap), 2)) +
    (crown === undefined
      ? ''
      : pen.form('M-34 -46L-42 -88L-18 -66L0 -96L18 -66L42 -88L34 -46Q0 -38 -34 -46Z', crown, 4))
  );
}
