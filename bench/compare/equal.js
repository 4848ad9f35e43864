import { FORMATS } from './work.js';

const keyOf = ({ name, format, width }) => `${name} ${format} ${width}`;

/**
 * What we need to be as near to the masters as a peer is: every file for itself, between two of our qualities. `levels`
 * are our runs, from the lowest quality to the highest, with their step away from the defaults. A file that reaches the
 * peer's SSIM at none of them counts at the nearest: on a gradient, quality hardly moves SSIM.
 */
export function atEqualSsim(peer, levels, kindOf) {
  const byKey = levels.map(({ rows }) => new Map(rows.map((row) => [keyOf(row), row])));
  const pairs = peer.rows.map((wanted) => {
    const tries = byKey.map((rows, index) => ({ ...rows.get(keyOf(wanted)), step: levels[index].step }));
    return { wanted, found: between(tries, wanted.ssim) };
  });
  const step = mean(pairs.filter(({ wanted }) => wanted.format === 'avif').map(({ found }) => found.step));
  return {
    // AVIF is nearly all of the CPU time.
    cpu: alongSteps(levels, step) / peer.cpu,
    ...summarize(pairs),
    formats: Object.fromEntries(
      FORMATS.map((format) => {
        const own = pairs.filter(({ wanted }) => wanted.format === format);
        return [format, { ...summarize(own), kinds: bytesByKind(own, kindOf) }];
      }),
    ),
  };
}

function bytesByKind(pairs, kindOf) {
  const kinds = [...new Set(pairs.map(({ wanted }) => kindOf[wanted.name]))].sort();
  return Object.fromEntries(
    kinds.map((kind) => [kind, summarize(pairs.filter(({ wanted }) => kindOf[wanted.name] === kind)).bytes]),
  );
}

const scaled = (ssim) => -Math.log(1 - Math.min(ssim, 0.99999));

function between(tries, ssim) {
  const upper = Math.max(
    1,
    tries.findIndex((one) => one.ssim >= ssim),
  );
  const at = tries.at(-1).ssim < ssim ? tries.length - 1 : upper;
  const [low, high] = [tries[at - 1], tries[at]];
  const rise = scaled(high.ssim) - scaled(low.ssim);
  const part = rise > 0 ? Math.max(0, Math.min(1, (scaled(ssim) - scaled(low.ssim)) / rise)) : 0;
  const line = (key) => low[key] + (high[key] - low[key]) * part;
  return {
    step: line('step'),
    bytes: Math.exp(Math.log(low.bytes) * (1 - part) + Math.log(high.bytes) * part),
    ssim: line('ssim'),
    chromaPsnr: line('chromaPsnr'),
  };
}

function alongSteps(levels, step) {
  const at = Math.max(
    1,
    levels.findIndex((level) => level.step >= step),
  );
  const [low, high] = [levels[at - 1], levels[at]];
  return low.cpu + ((high.cpu - low.cpu) * (step - low.step)) / (high.step - low.step);
}

function summarize(pairs) {
  const total = (side, key) => pairs.reduce((sum, pair) => sum + pair[side][key], 0);
  return {
    bytes: total('found', 'bytes') / total('wanted', 'bytes'),
    ssim: (total('found', 'ssim') - total('wanted', 'ssim')) / pairs.length,
    chromaPsnr: (total('found', 'chromaPsnr') - total('wanted', 'chromaPsnr')) / pairs.length,
    step: mean(pairs.map(({ found }) => found.step)),
  };
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
