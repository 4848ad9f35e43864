/** A start tag. False, empty and missing values leave their attribute out, but for `alt`; true gives a bare one. */
export function tag(name: string, attributes: object): string {
  const texts = Object.entries(attributes).map(([key, value]: [string, unknown]) =>
    value === true
      ? ` ${key}`
      : value || value === 0 || (key === 'alt' && value === '')
        ? ` ${key}="${String(value).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)}"`
        : '',
  );
  return `<${name}${texts.join('')}>`;
}

/** A member by its name, or an error that says which there are. */
export function own<T>(all: { readonly [name: string]: T }, name: string, what: string): T {
  if (Object.hasOwn(all, name)) return all[name] as T;
  const names = Object.keys(all);
  const near = names.filter((known) => known.startsWith(name.slice(0, 3)));
  throw Error(`imagebuild: no ${what} "${name}"; try ${(near[0] ? near : names).slice(0, 9).join(', ')}`);
}
