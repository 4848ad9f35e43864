import { lighten, mix } from '../color.ts';
import { ground, hills, peaks, places } from '../scenery/land.ts';
import { blossom, bush, conifer, palm, rock, roundTree, tallTrunk, tuft } from '../scenery/plants.ts';
import { drawSky, luminaryAt } from '../scenery/sky.ts';
import { circle, d, ellipse, path, rect, type Svg, stroke } from '../svg.ts';
import type { Backdrop, Setting, Stage } from './setting.ts';

/** Flowers, grass and stones on the ground around the subject. */
function meadowFloor(stage: Stage, abundance: number): Svg {
  const { palette, height, ground: y, scale } = stage;
  const random = stage.random('floor');
  const grass = palette.lit(mix(palette.grass, palette.shade, 0.22));
  const parts: string[] = [];
  for (const x of places(stage, random, 22 * abundance, true)) {
    const at = random.between(y + 18, height - 8);
    const size = random.between(9, 16) * scale * (0.7 + ((at - y) / (height - y)) * 0.6);
    const kind = random.next();
    const color = palette.lit(random.pick(palette.accents));
    if (kind < 0.55 && stage.has('grass')) parts.push(tuft(x, at, size * 1.3, grass));
    else if (
      kind < 0.88 &&
      stage.has('flower') &&
      palette.time !== undefined &&
      stage.scene.season !== 'winter'
    )
      parts.push(blossom(x, at, size * 0.85, color, grass));
    else if (stage.has('rock')) parts.push(rock(stage, x, at, size * 2.6, palette.lit(palette.rock, 0.1)));
  }
  return parts.join('');
}

/** Dark leaves in the lower corners: the nearest layer, which makes the rest look deep. */
function corners(stage: Stage): Svg {
  const { width, height, palette, scale } = stage;
  if (!stage.has('leaf') || !stage.has('bush') || stage.richness < 0.6) return '';
  const random = stage.random('corners');
  const color = palette.lit(mix(palette.foliage, palette.shade, 0.42));
  const back = palette.lit(mix(palette.foliage, palette.shade, 0.28));
  return [0, 1]
    .map((side) => {
      const x = side === 0 ? 0 : width;
      const inward = side === 0 ? 1 : -1;
      return [0, 1, 2, 3, 4]
        .map((leaf) => {
          const long = random.between(110, 190) * scale;
          const angle = (side === 0 ? 12 : -12) + inward * (leaf * 17 - 8);
          return `<g transform="${d`translate(${x + inward * leaf * 14 * scale} ${height + 18}) rotate(${angle})`}">${path(d`M0 0C${-long * 0.28} ${-long * 0.4} ${-long * 0.16} ${-long * 0.8} 0 ${-long}C${long * 0.16} ${-long * 0.8} ${long * 0.28} ${-long * 0.4} 0 0Z`, leaf % 2 === 0 ? color : back)}</g>`;
        })
        .join('');
    })
    .join('');
}

/** Slanted beams from the sun. */
function beams(stage: Stage, horizon: number): Svg {
  const { width, height, palette, pen } = stage;
  if (!stage.has('rays') || !stage.has('sun') || palette.time === 'night' || stage.scene.weather.has('rain'))
    return '';
  const { x } = luminaryAt(stage, horizon);
  const random = stage.random('beams');
  return [0, 1, 2, 3]
    .map((beam) => {
      const [start, wide] = [x + (beam - 1.5) * width * 0.1, random.between(0.03, 0.07) * width];
      const shift = -pen.light * height * random.between(0.35, 0.6);
      return path(
        d`M${start} -10H${start + wide}L${start + wide * 2.6 + shift} ${height * 0.86}H${start + shift}Z`,
        palette.sun,
        { opacity: 0.13 },
      );
    })
    .join('');
}

function forestTrees(
  stage: Stage,
  y: number,
  tall: number,
  distance: number,
  label: string,
  count: number,
): Svg {
  const random = stage.random(label);
  const { palette } = stage;
  if (!stage.has('tree')) return '';
  const trunk = palette.lit(palette.trunk, distance);
  return places(stage, random, count, distance > 0.3)
    .map((x) => {
      const size = tall * random.between(0.72, 1.15);
      const fir = random.chance(0.55);
      const color = palette.lit(fir ? palette.conifer : palette.foliage, distance);
      return fir
        ? conifer(stage, x, y + random.between(0, 16), size, color, trunk)
        : roundTree(stage, random, x, y + random.between(0, 16), size * 0.9, color, trunk);
    })
    .join('');
}

export const forest: Setting = {
  name: 'forest',
  words: ['forest', 'wood', 'woods', 'woodland', 'jungle', 'rainforest', 'grove', 'wilderness'],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.1;
    const random = stage.random('forest');
    const trunk = palette.lit(mix(palette.trunk, palette.shade, 0.2));
    const near = stage.has('tree')
      ? [random.between(0.02, 0.09), random.between(0.91, 0.98)]
          .map((share) =>
            stage.focus !== undefined && Math.abs(share * width - stage.focus.x) < stage.focus.width * 0.75
              ? ''
              : tallTrunk(stage, share * width, y + height * 0.08, random.between(58, 86) * scale, trunk),
          )
          .join('')
      : '';
    const canopy =
      stage.has('tree') && stage.has('leaf')
        ? [0, 1]
            .map((side) =>
              [0, 1, 2]
                .map((blob) =>
                  ellipse(
                    side * width + (side === 0 ? 1 : -1) * blob * 92 * scale,
                    -16 + (2 - blob) * 14 * scale,
                    120 * scale,
                    (96 - blob * 20) * scale,
                    palette.lit(mix(palette.conifer, palette.shade, 0.2 + 0.06 * (blob % 2))),
                  ),
                )
                .join(''),
            )
            .join('')
        : '';
    return {
      back:
        drawSky(stage, horizon) +
        hills(
          stage,
          stage.random('far hill'),
          horizon - height * 0.12,
          20,
          palette.lit(palette.conifer, 0.74),
        ) +
        forestTrees(stage, horizon - height * 0.04, height * 0.34, 0.62, 'far', 13) +
        hills(stage, stage.random('mid hill'), horizon - height * 0.02, 14, palette.lit(palette.grass, 0.5)) +
        forestTrees(stage, horizon + height * 0.03, height * 0.46, 0.34, 'middle', 8) +
        beams(stage, horizon) +
        hills(stage, stage.random('low hill'), horizon + height * 0.03, 12, palette.lit(palette.grass, 0.2)) +
        (stage.has('bush')
          ? places(stage, stage.random('bushes'), 7)
              .map((x) =>
                bush(stage, x, y + 4, random.between(90, 160) * scale, palette.lit(palette.foliage, 0.1)),
              )
              .join('')
          : '') +
        forestTrees(stage, y, height * 0.62, 0.04, 'near', 3) +
        ground(stage, y - 8, palette.lit(palette.grass)) +
        path(
          d`M${(stage.focus?.x ?? width / 2) - 90 * scale} ${y + 14}Q${width * 0.4} ${y + 60} ${width * 0.28} ${height + 10}H${width * 0.66}Q${width * 0.62} ${y + 70} ${(stage.focus?.x ?? width / 2) + 130 * scale} ${y + 14}Z`,
          palette.lit(palette.earth),
          { opacity: 0.55 },
        ) +
        near +
        canopy +
        meadowFloor(stage, 0.9),
      front: corners(stage),
    };
  },
};

function meadowBackdrop(stage: Stage, park: boolean): Backdrop {
  const { palette, ground: y, height, width, scale } = stage;
  const horizon = y - height * 0.14;
  const random = stage.random('meadow');
  const fence =
    park && stage.richness > 0.6
      ? Array.from({ length: Math.ceil(width / (52 * scale)) }, (_, post) =>
          rect(post * 52 * scale, y - 66 * scale, 14 * scale, 60 * scale, palette.lit('#fdf6e8', 0.1), {
            rx: 6 * scale,
          }),
        ).join('') + rect(0, y - 50 * scale, width, 10 * scale, palette.lit('#fdf6e8', 0.16))
      : '';
  return {
    back:
      drawSky(stage, horizon) +
      hills(
        stage,
        stage.random('far'),
        horizon - height * 0.08,
        44 * scale,
        palette.lit(palette.conifer, 0.7),
        3,
      ) +
      hills(
        stage,
        stage.random('mid'),
        horizon - height * 0.01,
        34 * scale,
        palette.lit(palette.grass, 0.5),
        3,
      ) +
      (stage.has('tree')
        ? places(stage, stage.random('trees'), 6)
            .map((x) =>
              roundTree(
                stage,
                random,
                x,
                horizon + height * 0.04 + random.between(-12, 12),
                height * random.between(0.16, 0.3),
                palette.lit(palette.foliage, 0.3),
                palette.lit(palette.trunk, 0.3),
              ),
            )
            .join('')
        : '') +
      hills(
        stage,
        stage.random('low'),
        horizon + height * 0.06,
        22 * scale,
        palette.lit(palette.grass, 0.22),
        2,
      ) +
      (stage.has('bush')
        ? places(stage, stage.random('bushes'), 5)
            .map((x) =>
              bush(stage, x, y - 2, random.between(100, 190) * scale, palette.lit(palette.foliage, 0.08)),
            )
            .join('')
        : '') +
      fence +
      ground(stage, y - 10, palette.lit(palette.grass)) +
      meadowFloor(stage, 1.25),
    front: corners(stage),
  };
}

export const meadow: Setting = {
  name: 'meadow',
  words: [
    'meadow',
    'field',
    'hill',
    'countryside',
    'farm',
    'prairie',
    'valley',
    'lawn',
    'outdoors',
    'nature',
    'landscape',
  ],
  draw: (stage) => meadowBackdrop(stage, false),
};

export const park: Setting = {
  name: 'park',
  words: ['park', 'garden', 'backyard', 'yard', 'playground', 'orchard', 'picnic'],
  draw: (stage) => meadowBackdrop(stage, true),
};

function water(stage: Stage, from: number, to: number): Svg {
  const { width, palette, pen, scale } = stage;
  const random = stage.random('water');
  const near = palette.lit(palette.water);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: mix(palette.lit(palette.water, 0.45), palette.sky[2], 0.3) },
      { at: 1, color: near },
    ],
    'down',
  );
  const { x } = luminaryAt(stage, from);
  const glints = Array.from({ length: Math.round(26 * stage.scale * (0.4 + 0.6 * stage.richness)) }, () => {
    const share = random.next();
    const [y, long] = [from + 6 + (to - from) * share, random.between(24, 84) * scale * (0.4 + share)];
    return d`M${random.between(-20, width)} ${y}h${long}`;
  });
  const path_ =
    stage.has('sun') || stage.has('moon')
      ? Array.from({ length: 9 }, (_, step) => {
          const y = from + 6 + ((to - from) * step) / 9;
          const half = random.between(14, 44) * scale * (0.7 + step * 0.14);
          return d`M${x - half} ${y}H${x + half}`;
        }).join('')
      : '';
  return (
    defs +
    rect(0, from, width, to - from + 40, fill) +
    stroke(glints.join(''), lighten(near, 0.4), 3.4 * scale, { opacity: 0.5 }) +
    stroke(path_, palette.sun, 5 * scale, { opacity: 0.55 })
  );
}

export const beach: Setting = {
  name: 'beach',
  words: ['beach', 'shore', 'coast', 'seaside', 'island', 'tropical', 'lagoon'],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.24;
    const random = stage.random('beach');
    const side = stage.focus !== undefined && stage.focus.x > width / 2 ? 1 : -1;
    const sand = palette.lit(palette.sand);
    return {
      back:
        drawSky(stage, horizon) +
        (stage.has('rock')
          ? path(
              d`M${width * 0.62} ${horizon}Q${width * 0.7} ${horizon - height * 0.07} ${width * 0.8} ${horizon - height * 0.04}T${width * 0.98} ${horizon}Z`,
              palette.lit(palette.conifer, 0.6),
            )
          : '') +
        water(stage, horizon, y) +
        path(
          d`M-10 ${y - 24 * scale}Q${width * 0.25} ${y - 52 * scale} ${width * 0.5} ${y - 26 * scale}T${width + 10} ${y - 34 * scale}V${y + 40}H-10Z`,
          '#ffffff',
          { opacity: 0.7 },
        ) +
        ground(stage, y - 14 * scale, sand, 9) +
        (stage.has('tree')
          ? palm(
              stage,
              side === 1 ? width * random.between(0.05, 0.12) : width * random.between(0.88, 0.95),
              y + height * 0.06,
              height * random.between(0.5, 0.62),
              side,
            )
          : '') +
        places(stage, stage.random('shells'), 9, true)
          .map((x) => {
            const at = random.between(y + 24, height - 12);
            return random.chance(0.6)
              ? ellipse(x, at, 9 * scale, 4 * scale, mix(sand, palette.shade, 0.14))
              : circle(x, at, 6 * scale, palette.lit(random.pick(palette.accents)));
          })
          .join(''),
    };
  },
};

export const ocean: Setting = {
  name: 'ocean',
  words: ['ocean', 'sea', 'lake', 'river', 'harbor', 'harbour', 'waves', 'pond', 'on the water'],
  draw(stage) {
    const { palette, ground: y, height, width, scale } = stage;
    const horizon = y - height * 0.22;
    const swell = (at: number, color: string, phase: number) => {
      const step = 120 * scale;
      let data = d`M${-step * 2 + phase} ${at}`;
      for (let x = -step * 2 + phase; x < width + step; x += step)
        data += d`q${step / 4} ${-15 * scale} ${step / 2} 0t${step / 2} 0`;
      return path(d`${data}V${height + 10}H${-step * 2}Z`, color);
    };
    const deep = palette.lit(mix(palette.water, palette.shade, 0.12));
    const floats = stage.scene.hero !== undefined;
    return {
      back:
        drawSky(stage, horizon) +
        hills(stage, stage.random('isles'), horizon + 26, 34 * scale, palette.lit(palette.conifer, 0.66), 3) +
        water(stage, horizon, height) +
        swell(y - 34 * scale, palette.lit(lighten(palette.water, 0.12)), 30) +
        swell(y - 8 * scale, palette.lit(palette.water), 84),
      front:
        swell(y + (floats ? 2 : 8) * scale, mix(deep, palette.lit(palette.water), 0.5), 10) +
        swell(y + (height - y) * 0.45, deep, 60) +
        swell(y + (height - y) * 0.8, mix(deep, palette.shade, 0.12), 20),
      grounded: false,
    };
  },
};

export const mountains: Setting = {
  name: 'mountains',
  words: ['mountain', 'mountains', 'alps', 'peak', 'cliff', 'summit', 'canyon', 'highland'],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.06;
    const tall = Math.min(height * 0.56, stage.width * 0.72);
    const snow = palette.lit(palette.snow, 0.12);
    return {
      back:
        drawSky(stage, horizon) +
        peaks(
          stage,
          stage.random('far'),
          horizon,
          tall,
          palette.lit(palette.rock, 0.55),
          mix(snow, palette.haze, 0.35),
          3,
        ) +
        peaks(
          stage,
          stage.random('mid'),
          horizon + 10,
          tall * 0.68,
          palette.lit(palette.rock, 0.28),
          stage.scene.season === 'summer' ? undefined : snow,
          3,
        ) +
        hills(
          stage,
          stage.random('low'),
          horizon - height * 0.015,
          40 * scale,
          palette.lit(palette.conifer, 0.3),
          3,
        ) +
        forestTrees(stage, horizon + height * 0.04, height * 0.15, 0.2, 'firs', 14) +
        ground(stage, y - 10, palette.lit(palette.grass), 18) +
        meadowFloor(stage, 0.8),
      front: corners(stage),
    };
  },
};

export const desert: Setting = {
  name: 'desert',
  words: ['desert', 'dune', 'sahara', 'savanna', 'savannah', 'oasis'],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.12;
    const sand = palette.lit(mix(palette.sand, '#e89a5a', 0.3));
    const random = stage.random('desert');
    const green = palette.lit(mix(palette.conifer, '#5aa070', 0.4), 0.08);
    const cacti = stage.has('cactus')
      ? places(stage, stage.random('cacti'), 4)
          .map((x) => {
            const [tall, at] = [random.between(90, 210) * scale, y + random.between(-16, 24)];
            const wide = tall * 0.17;
            return stroke(
              d`M${x} ${at}V${at - tall}M${x} ${at - tall * 0.4}h${wide * 1.7}v${-tall * 0.24}M${x} ${at - tall * 0.3}h${-wide * 1.7}v${-tall * 0.28}`,
              green,
              wide,
            );
          })
          .join('')
      : '';
    return {
      back:
        drawSky(stage, horizon) +
        hills(
          stage,
          stage.random('mesa'),
          horizon - height * 0.06,
          40 * scale,
          mix(sand, palette.haze, 0.6),
          3,
        ) +
        hills(stage, stage.random('dunes'), horizon, 36 * scale, mix(sand, palette.haze, 0.34), 2) +
        hills(
          stage,
          stage.random('dunes 2'),
          horizon + height * 0.05,
          30 * scale,
          mix(mix(sand, palette.shade, 0.1), palette.haze, 0.1),
          2,
        ) +
        cacti +
        ground(stage, y - 8, sand, 16) +
        places(stage, stage.random('stones'), 6, true)
          .map((x) =>
            rock(
              stage,
              x,
              random.between(y + 20, height - 10),
              random.between(20, 46) * scale,
              mix(sand, palette.shade, 0.26),
            ),
          )
          .join(''),
    };
  },
};

export const snow: Setting = {
  name: 'snow',
  words: [
    'tundra',
    'arctic',
    'glacier',
    'antarctica',
    'iceberg',
    'ski',
    'winter wonderland',
    'snowy landscape',
  ],
  draw(stage) {
    const { palette, ground: y, height, scale } = stage;
    const horizon = y - height * 0.12;
    const white = palette.lit(palette.snow);
    const random = stage.random('snow');
    return {
      back:
        drawSky(stage, horizon) +
        peaks(
          stage,
          stage.random('far'),
          horizon,
          height * 0.34,
          palette.lit(palette.rock, 0.6),
          mix(white, palette.haze, 0.3),
          3,
        ) +
        hills(stage, stage.random('mid'), horizon, 30 * scale, mix(white, palette.haze, 0.5), 3) +
        (stage.has('tree')
          ? places(stage, stage.random('firs'), 8)
              .map((x) => {
                const tall = height * random.between(0.2, 0.42);
                return conifer(
                  stage,
                  x,
                  y + random.between(-10, 10),
                  tall,
                  mix(palette.lit(palette.conifer, 0.16), white, 0.28),
                  palette.lit(palette.trunk),
                );
              })
              .join('')
          : '') +
        ground(stage, y - 8, white, 22) +
        places(stage, stage.random('drifts'), 6, true)
          .map((x) =>
            ellipse(
              x,
              random.between(y + 30, height),
              random.between(60, 140) * scale,
              random.between(7, 14) * scale,
              mix(white, palette.shade, 0.08),
            ),
          )
          .join(''),
    };
  },
};

export const underwater: Setting = {
  name: 'underwater',
  words: ['underwater', 'coral reef', 'reef', 'seabed', 'aquarium', 'deep sea'],
  draw(stage) {
    const { palette, ground: y, height, width, scale, pen } = stage;
    const random = stage.random('underwater');
    const blue = palette.lit(palette.water);
    const { defs, fill } = pen.gradient(
      [
        { at: 0, color: lighten(blue, 0.5) },
        { at: 0.5, color: blue },
        { at: 1, color: mix(blue, palette.shade, 0.55) },
      ],
      'down',
    );
    const weed = (x: number, tall: number, color: string) =>
      stroke(
        d`M${x} ${y + 20}q${-24 * scale} ${-tall * 0.25} 0 ${-tall * 0.5}t0 ${-tall * 0.5}`,
        color,
        15 * scale,
      );
    const fish = Array.from({ length: 6 }, () => {
      const [x, at, size] = [
        random.between(0.05, 0.95) * width,
        random.between(0.12, 0.62) * height,
        random.between(16, 30) * scale,
      ];
      const color = palette.own(random.pick(palette.accents));
      return (
        path(
          d`M${x - size} ${at}Q${x} ${at - size * 0.8} ${x + size} ${at}L${x + size * 1.6} ${at - size * 0.5}V${at + size * 0.5}L${x + size} ${at}Q${x} ${at + size * 0.8} ${x - size} ${at}Z`,
          color,
        ) + circle(x - size * 0.5, at - size * 0.1, size * 0.1, '#2a2433')
      );
    }).join('');
    return {
      back:
        defs +
        rect(0, 0, width, height, fill) +
        [0.2, 0.4, 0.6, 0.75]
          .map((share) =>
            path(
              d`M${share * width} -10h${width * 0.06}l${-width * 0.1} ${height}h${-width * 0.14}Z`,
              '#ffffff',
              { opacity: 0.1 },
            ),
          )
          .join('') +
        hills(stage, stage.random('far'), y - height * 0.12, 50 * scale, mix(blue, palette.shade, 0.3), 4) +
        fish +
        places(stage, stage.random('weeds'), 12)
          .map((x, index) =>
            weed(
              x,
              random.between(120, 300) * scale,
              palette.lit(index % 2 === 0 ? palette.conifer : (palette.accents[0] ?? '#ff7f66'), 0.12),
            ),
          )
          .join('') +
        ground(stage, y - 8, mix(palette.lit(palette.sand), blue, 0.35), 16) +
        Array.from({ length: 26 }, () =>
          circle(random.between(0, width), random.between(0, y), random.between(4, 12) * scale, '#ffffff', {
            'fill-opacity': 0.16,
            stroke: '#ffffff',
            'stroke-width': 1.6 * scale,
            'stroke-opacity': 0.5,
          }),
        ).join(''),
      front: corners(stage),
    };
  },
};
