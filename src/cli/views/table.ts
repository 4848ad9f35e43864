/** Cells in columns, each as wide as its widest; the last column is left ragged. Cells hold no colours yet. */
export async function table(
  rows: readonly (readonly string[])[],
  style: (cell: string, column: number, row: number) => string = (cell) => cell,
): Promise<string[]> {
  const { default: stringWidth } = await import('string-width');
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  return rows.map((row, rowIndex) =>
    row
      .map((cell, column) => {
        const padding =
          column === row.length - 1 ? '' : ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return style(cell, column, rowIndex) + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}
