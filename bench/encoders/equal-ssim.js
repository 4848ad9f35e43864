/**
 * How far a search may go. On a pure gradient quality hardly moves similarity of lightness: without a limit, a setting
 * would be told to reach the reference at a quality where colours are in ruins.
 */
const LEAST = 40;
const MOST = 95;

/** Similarity grows about linearly with quality on this scale, and so do the logarithms of bytes and time. */
const scaled = (ssim) => -Math.log(1 - Math.min(ssim, 0.99999));

/**
 * What a setting needs to reach a similarity: `attempt(quality)` is called two to four times, and what it found is
 * interpolated. A picture on which quality hardly moves similarity (a pure gradient) ends at a limit.
 */
export async function atEqualSsim(attempt, ssim, firstQuality, least = LEAST) {
  const wanted = scaled(ssim);
  const tries = [];
  const attemptAt = async (quality) => {
    const whole = Math.round(Math.max(least, Math.min(MOST, quality)));
    if (tries.some((one) => one.quality === whole)) return;
    tries.push({ quality: whole, ...(await attempt(whole)) });
    tries.sort((a, b) => distance(a) - distance(b));
  };
  const distance = (one) => Math.abs(scaled(one.ssim) - wanted);
  await attemptAt(firstQuality);
  await attemptAt(firstQuality + (tries[0].ssim < ssim || firstQuality - 4 < least ? 4 : -4));
  for (let round = 0; round < 2; round++) {
    const quality = crossing(tries, wanted);
    if (Math.abs(quality - tries[0].quality) <= 2) break;
    await attemptAt(quality);
  }
  return interpolate(tries, wanted, least);
}

/** The quality at which the line through the two nearest tries reaches what is wanted. */
function crossing([one, two], wanted) {
  const slope = (scaled(two.ssim) - scaled(one.ssim)) / (two.quality - one.quality);
  return slope > 0.001 ? one.quality + (wanted - scaled(one.ssim)) / slope : one.quality;
}

function interpolate(tries, wanted, least) {
  const [one, two] = tries;
  const quality = Math.max(least, Math.min(MOST, crossing(tries, wanted)));
  const part = (quality - one.quality) / (two.quality - one.quality);
  const line = (from, to) => from + (to - from) * part;
  const growth = (from, to) => Math.exp(line(Math.log(from), Math.log(to)));
  return {
    quality,
    // Time is too noisy for an extrapolation.
    cpu: (one.cpu + two.cpu) / 2,
    bytes: growth(one.bytes, two.bytes),
    ssim: 1 - Math.exp(-line(scaled(one.ssim), scaled(two.ssim))),
    lumaPsnr: line(one.lumaPsnr, two.lumaPsnr),
    chromaPsnr: line(one.chromaPsnr, two.chromaPsnr),
  };
}
