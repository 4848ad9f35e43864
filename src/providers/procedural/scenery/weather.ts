import { mix } from '../color.ts';
import type { Stage } from '../settings/setting.ts';
import { circle, d, ellipse, group, path, rect, type Svg, stroke } from '../svg.ts';

/** What falls or drifts between the picture and its beholder. */
export function drawWeather(stage: Stage): Svg {
  const { weather, season } = stage.scene;
  return group(
    {},
    weather.has('fog') && stage.has('fog') ? fog(stage) : '',
    weather.has('storm') ? lightning(stage) : '',
    (weather.has('rain') || weather.has('storm')) && stage.has('rain') ? rain(stage) : '',
    weather.has('snow') && stage.has('snow') ? snow(stage) : '',
    weather.has('wind') ? wind(stage) : '',
    (season === 'autumn' || weather.has('wind')) && stage.has('leaf') ? leaves(stage) : '',
  );
}

function rain(stage: Stage): Svg {
  const { width, height, scale } = stage;
  const random = stage.random('rain');
  const drops = Array.from({ length: Math.round(95 * scale * (0.5 + 0.5 * stage.richness)) }, () => {
    const [x, y, long] = [
      random.between(-0.05, 1.05) * width,
      random.between(-0.05, 1) * height,
      random.between(26, 62) * scale,
    ];
    return d`M${x} ${y}l${-long * 0.22} ${long}`;
  });
  return stroke(drops.join(''), '#dfeefc', 2.6 * scale, { opacity: 0.5 });
}

function snow(stage: Stage): Svg {
  const { width, height, scale } = stage;
  const random = stage.random('snowfall');
  return Array.from({ length: Math.round(80 * scale * (0.5 + 0.5 * stage.richness)) }, () =>
    circle(random.between(0, width), random.between(0, height), random.between(2, 6.4) * scale, '#ffffff', {
      opacity: random.between(0.5, 0.95),
    }),
  ).join('');
}

function fog(stage: Stage): Svg {
  const { width, ground, palette, pen } = stage;
  const random = stage.random('fog');
  const white = mix(palette.haze, '#ffffff', palette.time === 'night' ? 0.12 : 0.4);
  const { defs, fill } = pen.gradient(
    [
      { at: 0, color: white, opacity: 0 },
      { at: 0.5, color: white, opacity: 0.55 },
      { at: 1, color: white, opacity: 0 },
    ],
    'down',
  );
  return (
    defs +
    [0.62, 0.82, 1.02]
      .map((share) => {
        const [y, tall] = [ground * share, ground * random.between(0.18, 0.26)];
        return (
          rect(0, y - tall / 2, width, tall, fill) +
          ellipse(random.between(0, width), y, width * 0.36, tall * 0.16, white, { opacity: 0.22 })
        );
      })
      .join('')
  );
}

function lightning(stage: Stage): Svg {
  const { width, ground, scale, pen } = stage;
  const x = width * (0.5 + pen.light * stage.random('lightning').between(0.2, 0.34));
  const u = (ground * 0.5) / 100;
  return path(
    d`M${x} ${ground * 0.12}l${-14 * u} ${44 * u}h${14 * u}l${-16 * u} ${40 * u}l${38 * u} ${-52 * u}h${-16 * u}l${14 * u} ${-32 * u}Z`,
    '#fff2b0',
    { opacity: 0.92, stroke: '#ffe27a', 'stroke-width': 3 * scale },
  );
}

function wind(stage: Stage): Svg {
  const { width, height, scale } = stage;
  const random = stage.random('wind');
  return Array.from({ length: 5 }, () => {
    const [x, y, long] = [
      random.between(0, 0.8) * width,
      random.between(0.12, 0.7) * height,
      random.between(160, 300) * scale,
    ];
    return stroke(
      d`M${x} ${y}q${long * 0.3} ${-24 * scale} ${long * 0.6} 0t${long * 0.4} ${-14 * scale}q${20 * scale} ${-26 * scale} ${-8 * scale} ${-30 * scale}`,
      '#ffffff',
      4 * scale,
      { opacity: 0.5 },
    );
  }).join('');
}

function leaves(stage: Stage): Svg {
  const { width, height, scale, palette } = stage;
  const random = stage.random('falling leaves');
  const colors = ['#e08a3a', '#d96b3b', '#e5ab3f', '#c8553d'] as const;
  return Array.from({ length: Math.round(22 * scale) }, () => {
    const size = random.between(9, 17) * scale;
    return `<g transform="${d`translate(${random.between(0, width)} ${random.between(0.05, 0.98) * height}) rotate(${random.between(0, 360)})`}">${path(d`M0 ${-size}Q${size * 0.8} 0 0 ${size}Q${-size * 0.8} 0 0 ${-size}Z`, palette.lit(random.pick(colors)))}</g>`;
  }).join('');
}
