/** What a run measured, a line each, so that tables can be made again without measuring again. */
const FACTS = ['format', 'candidate', 'kind', 'name', 'width'];
const FIGURES = { quality: 2, cpu: 2, bytes: 1, ssim: 6, lumaPsnr: 3, chromaPsnr: 3 };
const SIDES = ['found', 'reference'];

export function toText(rows) {
  const head = [
    ...FACTS,
    ...SIDES.flatMap((side) => Object.keys(FIGURES).map((figure) => `${side} ${figure}`)),
  ];
  const lines = rows.map((row) => [
    ...FACTS.map((fact) => row[fact]),
    ...SIDES.flatMap((side) =>
      Object.entries(FIGURES).map(([figure, digits]) => row[side][figure]?.toFixed(digits) ?? ''),
    ),
  ]);
  return `${[head, ...lines].map((line) => line.join('\t')).join('\n')}\n`;
}

export function fromText(text) {
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const row = { found: {}, reference: {} };
    for (const [index, value] of line.split('\t').entries()) {
      const [first, figure] = names[index].split(' ');
      if (figure === undefined) row[first] = first === 'width' ? Number(value) : value;
      else if (value !== '') row[first][figure] = Number(value);
    }
    return row;
  });
}
