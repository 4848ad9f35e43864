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
