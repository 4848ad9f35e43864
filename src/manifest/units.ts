const MILLISECONDS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const BYTES = { B: 1, kB: 1000, KB: 1000, KiB: 1024, MB: 1_000_000, MiB: 1_048_576 } as const;

/** `10s`, `1.5m` → milliseconds. The text has passed the schema. */
export function milliseconds(duration: string): number {
  const [, amount = '0', unit = 'ms'] = /^([\d.]+)(\w+)$/.exec(duration) ?? [];
  return Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

/** `120kB`, or a plain number → bytes. The text has passed the schema. */
export function bytes(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, amount = '0', unit = 'B'] = /^([\d.]+)\s*(\w+)$/.exec(size) ?? [];
  return Math.floor(Number(amount) * BYTES[unit as keyof typeof BYTES]);
}
