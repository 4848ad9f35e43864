const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Milliseconds. Timers take no longer: they would end at once. */
export const LONGEST_DURATION = 24 * 24 * 3_600_000;

/** Returns milliseconds, which may be too many for a timer; undefined where the text is no duration. */
export function durationFrom(text: string): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  return value === undefined ? undefined : Number(value) * UNITS[(unit ?? 's') as keyof typeof UNITS];
}
