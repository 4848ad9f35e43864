/** Returns an amount of credits; undefined where the text is none. */
export function creditsFrom(text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Returns a whole number from 0; undefined where the text is none. */
export function countFrom(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Returns a number of things that go on at once, 1 to 1000; undefined where the text is none. */
export function concurrencyFrom(text: string): number | undefined {
  const value = countFrom(text) ?? 0;
  return value >= 1 && value <= 1000 ? value : undefined;
}

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Milliseconds. Timers take no longer: they would end at once. */
export const LONGEST_DURATION = 24 * 24 * 3_600_000;

/** Returns milliseconds, which may be too many for a timer; undefined where the text is no duration. */
export function durationFrom(text: string): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  return value === undefined ? undefined : Number(value) * UNITS[(unit ?? 's') as keyof typeof UNITS];
}
