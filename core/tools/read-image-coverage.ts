/**
 * Columns of `pdfimages -list`: page num type width height color comp bpc enc interp object ID x-ppi y-ppi
 * size ratio.
 */
const column = { page: 0, type: 2, width: 3, height: 4, xPpi: 12, yPpi: 13 };
const pointsPerInch = 72;

/**
 * Which part of each page its pictures cover (0 to 1), from `pdfimages -list`. A scan cut into strips counts
 * as one picture; masks belong to a picture and are not counted. `areas` are the pages' own, in square
 * points.
 */
export async function readImageCoverage(
  batches: AsyncIterable<readonly string[]>,
  areas: Map<number, number>,
): Promise<Map<number, number>> {
  const coverage = new Map<number, number>();
  for await (const lines of batches) {
    for (const line of lines) {
      const row = line.trim().split(/\s+/);
      const page = Number(row[column.page]);
      const area = areas.get(page);
      if (!area || (row[column.type] !== 'image' && row[column.type] !== 'stencil')) continue;
      const part =
        (inPoints(row[column.width], row[column.xPpi]) * inPoints(row[column.height], row[column.yPpi])) /
        area;
      if (Number.isFinite(part)) coverage.set(page, Math.min(1, (coverage.get(page) ?? 0) + part));
    }
  }
  return coverage;
}

function inPoints(pixels: string | undefined, perInch: string | undefined): number {
  return (Number(pixels) / Number(perInch)) * pointsPerInch;
}
