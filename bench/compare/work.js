/** The work that every tool does: these widths × these formats of every master. */
export const WIDTHS = process.env.COMPARE_WIDTHS?.split(',').map(Number) ?? [480, 960, 1600];
export const FORMATS = ['avif', 'webp', 'jpeg'];
