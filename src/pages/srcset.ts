/** The addresses in a srcset, as the HTML standard splits it: at spaces, and at commas that end an address. */
export function srcsetAddresses(srcset: string): string[] {
  const candidates = srcset.matchAll(/\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s*,|\s+(?:\([^)]*\)|[^,(])*(?:,|$)|$)/g);
  return [...candidates].map(([, address = '']) => address);
}
