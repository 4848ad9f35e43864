/** Results → Markdown tables, by the name of their place in docs/encoders.md. */
export function tablesOf({ pictures, front, meanings = [], ssim = [] }) {
  const of = (format) => front.filter((line) => line.format === format);
  const tables = {
    pictures: table(
      ['Picture', 'Kind', 'Width', 'Our choice', 'SSIM', 'Bytes', 'Chroma PSNR'],
      pictures.map((one) => [
        one.name,
        one.kind,
        one.width,
        one.choice,
        one.ssim.toFixed(4),
        one.bytes,
        `${one.chromaPsnr.toFixed(1)} dB`,
      ]),
    ),
    'avif-sizes': fronts(of('avif').filter(({ widths }) => Object.keys(widths).length > 1)),
    'avif-widths': perGroup(
      of('avif').filter(({ widths }) => Object.keys(widths).length > 1),
      'widths',
    ),
    'avif-pictures': perGroup(
      of('avif').filter(({ candidate }) => candidate === 'effort 3, by picture'),
      'names',
    ),
    'avif-grid': fronts(of('avif'), ({ widths }) => widths[480]),
    'avif-kinds': perGroup(
      of('avif').filter(({ widths }) => Object.keys(widths).length > 1),
      'kinds',
    ),
    webp: fronts(of('webp')),
    jpeg: fronts(of('jpeg')),
    png: table(
      ['Setting', 'CPU', 'Bytes', ...kindsOf(of('png')).map((kind) => `bytes, ${kind}`), 'SSIM'],
      of('png').map(({ candidate, all, kinds }) => [
        candidate,
        ratio(all.cpu),
        ratio(all.bytes),
        ...Object.values(kinds).map(({ bytes }) => ratio(bytes)),
        signed(all.ssim, 4),
      ]),
    ),
    meanings: table(
      ['Format', 'Setting', 'Default’s quality', 'Same SSIM at', 'Range'],
      meanings.map((row) => [row.format, row.name, row.level, row.quality, `${row.least} to ${row.most}`]),
    ),
    ssim: table(
      ['Format', 'Quality', 'SSIM, median', 'Range'],
      ssim.map((row) => [
        row.format,
        row.quality,
        row.ssim.toFixed(4),
        `${row.least.toFixed(4)} to ${row.most.toFixed(4)}`,
      ]),
    ),
  };
  return tables;
}

/** Puts each table between its markers. */
export function fillTables(page, tables) {
  return Object.entries(tables).reduce((text, [name, lines]) => {
    const place = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[\\s\\S]*?(\\n<!-- end -->)`);
    if (!place.test(text)) throw new Error(`docs/encoders.md has no place for the table ${name}`);
    return text.replace(place, (_, before, after) => `${before}\n${lines}\n${after}`);
  }, page);
}

function fronts(lines, part = ({ all }) => all) {
  return table(
    [
      'Setting',
      'CPU',
      'Bytes',
      'CPU, mean of ratios',
      'Bytes, mean of ratios',
      'Luma PSNR',
      'Chroma PSNR',
      'Quality',
      'Pictures',
    ],
    lines
      .map((line) => ({ candidate: line.candidate, ...part(line) }))
      .sort((a, b) => a.cpu - b.cpu)
      .map((line) => [
        line.candidate,
        ratio(line.cpu),
        ratio(line.bytes),
        ratio(line.meanCpu),
        ratio(line.meanBytes),
        `${signed(line.lumaPsnr, 1)} dB`,
        `${signed(line.chromaPsnr, 1)} dB`,
        line.quality,
        line.pictures,
      ]),
  );
}

const kindsOf = (lines) => Object.keys(lines[0]?.kinds ?? {});

function perGroup(lines, field) {
  const groups = [...new Set(lines.flatMap((line) => Object.keys(line[field])))];
  return table(
    ['Setting', ...groups.map((group) => `${group}: CPU, bytes, chroma`)],
    lines.map((line) => [
      line.candidate,
      ...groups.map((group) => {
        if (line[field][group] === undefined) return '';
        const { cpu, bytes, chromaPsnr } = line[field][group];
        return `${ratio(cpu)}, ${ratio(bytes)}, ${signed(chromaPsnr, 1)} dB`;
      }),
    ]),
  );
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const ratio = (value) => `${value.toFixed(2)} ×`;
const signed = (value, digits) => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
