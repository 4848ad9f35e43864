import { atEqualSsim } from './equal-ssim.js';
import { REFERENCES } from './settings.js';

/** One candidate on one picture, as ratios to the reference of its format, at the reference's SSIM. */
export async function against(reference, trial, format, { options }) {
  const attempt = (quality) => trial.measure(format, { ...options, quality });
  const { quality: start } = REFERENCES[format];
  // PNG has no quality to search: what comes out is told as it is.
  return start === undefined
    ? trial.measure(format, options)
    : atEqualSsim(attempt, reference.ssim, start + (options.tune === 'ssim' ? 5 : 1));
}

/** Rows of one candidate → one line: totals over the set, as a bill is, beside means of ratios, where each picture counts alike. */
export function summarize(rows) {
  const total = (side, key) => rows.reduce((sum, row) => sum + row[side][key], 0);
  const ratio = (key) => total('found', key) / total('reference', key);
  const meanRatio = (key) =>
    Math.exp(mean(rows.map(({ found, reference }) => Math.log(found[key] / reference[key]))));
  const change = (key) => mean(rows.map(({ found, reference }) => found[key] - reference[key]));
  return {
    cpu: round(ratio('cpu'), 3),
    bytes: round(ratio('bytes'), 3),
    meanCpu: round(meanRatio('cpu'), 3),
    meanBytes: round(meanRatio('bytes'), 3),
    lumaPsnr: round(change('lumaPsnr'), 2),
    chromaPsnr: round(change('chromaPsnr'), 2),
    ssim: round(change('ssim'), 4),
    ...(rows[0].found.quality === undefined
      ? {}
      : { quality: round(median(rows.map((row) => row.found.quality)), 1) }),
    pictures: rows.length,
  };
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const round = (value, digits) => Number(value.toFixed(digits));
