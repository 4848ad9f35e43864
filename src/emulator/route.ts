/** Older names of routes that the vendor still publishes. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [
    /^\/v2alpha\/generation\/stable-image\/upscale\/result(?=\/)/,
    '/v2beta/stable-image/upscale/creative/result',
  ],
  [/^\/v2alpha\/generation\/stable-image\/upscale$/, '/v2beta/stable-image/upscale/creative'],
  [/^\/v2alpha\/generation\/stable-image\/inpaint$/, '/v2beta/stable-image/edit/inpaint'],
];

/** The route that a path means: under its present name, without a slash at the end. */
export function routeOf(path: string): string {
  const bare = path.length > 1 ? path.replace(/\/$/, '') : path;
  const [alias, name] = ALIASES.find(([older]) => older.test(bare)) ?? [];
  return alias === undefined || name === undefined ? bare : bare.replace(alias, name);
}
