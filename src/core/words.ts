/** `1 file`, `2 files`, `3,000 files`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  // What Node has for this takes longer to load than a build with nothing to do.
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${count === 1 ? singular : plural}`;
}

/** `3 credits ($0.03)`; one credit is one cent. */
export function credits(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return 'unknown price';
  return `${amount.toLocaleString('en', { maximumFractionDigits: 3 })} ${amount === 1 ? 'credit' : 'credits'}`;
}

/** A duration for people. */
export function seconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

/** `12.3 kB`. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** The first names of a list, and how many more there are: `a, b, c and 97 more`. */
export function some(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${counted(names.length - most, 'more', 'more')}` : shown;
}
