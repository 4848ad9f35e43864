import type { Size } from '../../core/picture.ts';
import { companions, placesOf, relativeHeight } from './arrangement.ts';
import { BELONGINGS } from './character/belongings.ts';
import { createCharacter } from './character/character.ts';
import { mix } from './color.ts';
import type { PoseName } from './lexicon/poses.ts';
import { createPalette, type Palette } from './palette.ts';
import { createPen, type Pen } from './pen.ts';
import { hashText, stream } from './random.ts';
import { readScene, type SceneDescription, type ScenePrompt, type SubjectDescription } from './scene.ts';
import { drawWeather } from './scenery/weather.ts';
import { findSetting } from './settings/index.ts';
import type { Stage } from './settings/setting.ts';
import { heldBy, heroPose, type Placement, placeHero, SEATED, settingOf } from './staging.ts';
import { findSubject } from './subjects/index.ts';
import type { Subject } from './subjects/subject.ts';
import { d, element, ellipse, group, place, rect, type Svg } from './svg.ts';

/** Draws what a prompt says as an SVG document. Equal arguments give equal text. */
export function drawScene(request: ScenePrompt & Size): string {
  return composeScene(readScene(request), request);
}

/** Draws a scene that has been read: setting, then the lesser subjects, then the hero, then what is in front. */
export function composeScene(
  scene: SceneDescription,
  { width: pixelsWide, height: pixelsHigh }: Size,
): string {
  const unit = 1000 / Math.min(pixelsWide, pixelsHigh);
  const [width, height] = [pixelsWide * unit, pixelsHigh * unit];
  const palette = createPalette(scene);
  const words = hashText(scene.layout).toString(36);
  const random = (label: string) => stream(scene.seed, 'layout', words, label);
  const hero = scene.hero === undefined ? undefined : findSubject(scene.hero.name);
  const setting = findSetting(settingOf(scene, hero));
  const layout = random('layout');
  const light = layout.chance(0.5) ? 1 : -1;
  const outlined =
    scene.styles.has('outlines') && !scene.absent.has('outlines') && !scene.absent.has('outline');
  const pen = createPen({ light, ink: palette.ink, outline: outlined ? 3.4 : 0, shade: palette.shade });
  const ground =
    height * (width > height * 1.4 ? 0.82 : height > width * 1.7 ? 0.72 : height > width * 1.3 ? 0.77 : 0.8);
  const frame = { width, height, ground };
  const places = hero === undefined ? undefined : placesOf(scene, hero, frame);
  const spot =
    hero === undefined ? undefined : (places?.[0] ?? placeHero(scene, setting, hero, frame, layout));
  const stage: Stage = {
    width,
    height,
    scale: Math.sqrt(width * height) / 1000,
    scene,
    palette,
    // Scenery is drawn without outlines: a subject that has them stands out all the more.
    pen: createPen({ light, ink: palette.ink, outline: 0, shade: palette.shade }, { count: 5000 }),
    ground,
    focus:
      spot === undefined || hero === undefined
        ? undefined
        : {
            x: places === undefined ? spot.x : width / 2,
            width: places === undefined ? hero.width * spot.scale : width * 0.8,
            height: hero.height * spot.scale,
          },
    richness: scene.styles.has('minimal') ? 0.35 : 1,
    random,
    has: (name) => !scene.absent.has(name),
  };
  const backdrop = setting.draw(stage);
  const grounded = backdrop.grounded !== false;
  const companions =
    hero === undefined || spot === undefined
      ? ''
      : places === undefined
        ? drawOthers(stage, pen, hero, spot, grounded)
        : drawRow(stage, pen, places, grounded);
  const star =
    hero === undefined || spot === undefined || scene.hero === undefined
      ? ''
      : shadow(stage, hero, spot, grounded) +
        drawSubject(stage, pen, hero, scene.hero, spot, heroPose(scene, hero), heldBy(scene, hero));
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: pixelsWide,
      height: pixelsHigh,
      viewBox: d`0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
    },
    backdrop.back,
    spot === undefined || hero === undefined ? '' : medallion(stage, hero, spot),
    companions,
    star,
    backdrop.front ?? '',
    setting.indoors === true ? '' : drawWeather(stage),
    mystery(stage),
    vignette(stage),
  );
}

function drawSubject(
  stage: Stage,
  pen: Pen,
  subject: Subject,
  described: SubjectDescription,
  at: Placement,
  pose: PoseName,
  held?: string,
): Svg {
  const { scene, palette } = stage;
  const character = subject.living
    ? dressed(createCharacter(scene.seed, described, scene.avoided), palette)
    : undefined;
  const [color, second] = described.colors;
  const facing = at.flip === -1 ? pen.mirrored() : pen;
  const drawn = subject.draw({
    pen: facing,
    palette,
    color,
    second,
    random: stream(scene.seed, 'subject', subject.name),
    character,
    pose,
    held,
    carried: held === undefined ? undefined : inHand(stage, facing, held),
  });
  return place(at.x, at.y, at.scale, drawn, at.flip);
}

/** Any small thing, at the size of a hand; belongings have drawings of their own. */
function inHand({ scene, palette }: Stage, pen: Pen, held: string): Svg | undefined {
  const subject = BELONGINGS[held] === undefined ? findSubject(held) : undefined;
  if (subject === undefined) return undefined;
  const color = scene.others.find(({ name }) => name === held)?.colors[0];
  const scale = 96 / Math.max(subject.width, subject.height);
  const random = stream(scene.seed, 'subject', subject.name);
  return place(0, 40, scale, subject.draw({ pen, palette, color, random, pose: 'stand' }));
}

/** A disc behind the hero: a logo, or whatever is asked for in a circle. */
function medallion({ scene, palette, pen, height, width }: Stage, hero: Subject, spot: Placement): Svg {
  if (!scene.styles.has('circle') || hero.name === 'logo') return '';
  const middle = spot.y - (hero.height * spot.scale) / 2;
  const radius = Math.min(hero.height * spot.scale * 0.72, middle - height * 0.02, width * 0.48);
  const color = palette.own(scene.tints[0] ?? palette.accents[1] ?? '#f6c453');
  return (
    pen.disc(spot.x, middle, radius, color, 0) +
    pen.disc(spot.x, middle, radius * 0.92, mix(color, '#ffffff', 0.55), 0)
  );
}

function drawRow(stage: Stage, pen: Pen, places: readonly Placement[], grounded: boolean): Svg {
  const { scene } = stage;
  const hero = scene.hero && findSubject(scene.hero.name);
  const held = hero && heldBy(scene, hero);
  return group(
    {},
    ...companions(scene, held).map((described, index) => {
      const subject = findSubject(described.name);
      const at = places[index + 1];
      if (subject === undefined || at === undefined) return '';
      const thrown = subject.floats === true ? '' : shadow(stage, subject, at, grounded);
      return thrown + drawSubject(stage, pen, subject, described, at, companyPose(scene.pose));
    }),
  );
}

/** The same character in this picture's light. */
function dressed(
  who: ReturnType<typeof createCharacter>,
  palette: Palette,
): ReturnType<typeof createCharacter> {
  const { own } = palette;
  return {
    ...who,
    coat: own(who.coat),
    mark: own(who.mark),
    accent: own(who.accent),
    hair: who.hair && { ...who.hair, color: own(who.hair.color) },
    beard: who.beard && own(who.beard),
    top: who.top && { ...who.top, color: own(who.top.color) },
    bottom: who.bottom && { ...who.bottom, color: own(who.bottom.color) },
    shoes: who.shoes && own(who.shoes),
    extras: Object.fromEntries(Object.entries(who.extras).map(([name, color]) => [name, own(color)])),
  };
}

function shadow(stage: Stage, subject: Subject, at: Placement, grounded: boolean): Svg {
  if (!grounded || !stage.has('shadow')) return '';
  const half = subject.width * at.scale * 0.46;
  return ellipse(
    at.x - stage.pen.light * half * 0.3,
    stage.ground + stage.height * 0.03 + 2,
    half * 1.1,
    half * 0.15,
    stage.palette.shade,
    { opacity: 0.24 },
  );
}

/** Lesser subjects: big ones behind the hero's shoulder, small ones at its feet, companions at its side. */
function drawOthers(stage: Stage, pen: Pen, hero: Subject, spot: Placement, grounded: boolean): Svg {
  const { scene, width, height, ground } = stage;
  const random = stage.random('others');
  const heroHigh = hero.height * spot.scale;
  const heroWide = hero.width * spot.scale;
  const held = heldBy(scene, hero);
  const others = companions(scene, held).slice(0, 3);
  const toward = spot.x > width / 2 ? -1 : 1;
  return group(
    {},
    ...others.map((described, index) => {
      const subject = findSubject(described.name);
      if (subject === undefined) return '';
      const side = index % 2 === 0 ? toward : -toward;
      const share = hero.living ? relativeHeight(subject, hero) : 0.62;
      const scale = Math.min(
        (heroHigh * share) / subject.height,
        (width * 0.46) / subject.width,
        (ground * 0.92) / subject.height,
      );
      const half = (subject.width * scale) / 2;
      const big = share > 1;
      const apart = big ? heroWide * 0.42 + half * 0.42 : heroWide * 0.5 + half * 0.92;
      const x = Math.max(
        half * 0.9,
        Math.min(width - half * 0.9, spot.x + side * (apart + random.between(0, 0.03) * width)),
      );
      const lifted = subject.floats === true ? height * random.between(0.34, 0.44) : 0;
      const at: Placement = {
        x,
        y: ground + height * (big ? 0.008 : 0.036) - lifted,
        scale,
        flip: side === 1 ? -1 : 1,
      };
      const thrown = lifted > 0 ? '' : shadow(stage, subject, at, grounded);
      return thrown + drawSubject(stage, pen, subject, described, at, companyPose(scene.pose));
    }),
  );
}

/** Company joins in, as far as it can without a book or a laptop of its own. */
function companyPose(pose: PoseName = 'stand'): PoseName {
  if (SEATED.includes(pose)) return 'sit';
  return pose === 'run' || pose === 'walk' || pose === 'jump' || pose === 'cheer' || pose === 'fly'
    ? pose
    : 'stand';
}

/** Small lights in the air of mysterious and magical pictures. */
function mystery(stage: Stage): Svg {
  const { scene, width, ground, scale } = stage;
  if (scene.mood !== 'mysterious' && !scene.wanted.has('fireflies') && !scene.wanted.has('sparkle'))
    return '';
  const random = stage.random('fireflies');
  return Array.from({ length: Math.round(22 * scale) }, () => {
    const [x, y, size] = [
      random.between(0, width),
      random.between(ground * 0.3, ground * 1.1),
      random.between(3, 6) * scale,
    ];
    return (
      ellipse(x, y, size * 3, size * 3, '#ffe9a0', { opacity: 0.2 }) +
      ellipse(x, y, size, size, '#fff3c4', { opacity: 0.9 })
    );
  }).join('');
}

function vignette(stage: Stage): Svg {
  const { scene, width, height, palette, pen } = stage;
  const strength =
    scene.mood === 'dramatic' || scene.mood === 'mysterious' ? 0.34 : palette.time === 'night' ? 0.2 : 0;
  if (strength === 0) return '';
  const { defs, fill } = pen.gradient(
    [
      { at: 0.55, color: mix(palette.shade, '#000000', 0.2), opacity: 0 },
      { at: 1, color: mix(palette.shade, '#000000', 0.2), opacity: strength },
    ],
    'out',
  );
  return defs + rect(0, 0, width, height, fill);
}
