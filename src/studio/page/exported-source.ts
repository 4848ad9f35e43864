import { problem } from '../../core/diagnostic.ts';
import type { Exported } from '../exported.ts';
import type { Answer, Dossier } from '../shapes.ts';
import { hex } from './live-source.ts';
import type { Source } from './source.ts';

declare global {
  interface Window {
    /** What the script of a target calls, since a page opened from disk may not fetch. */
    imagebuildDossier?: (dossier: Dossier) => void;
  }
}

/** A report that was exported: its board stands in the page, its targets in scripts beside it. */
export function exportedSource({ board, scripts, pictures }: Exported): Source {
  const refused: Answer & { readonly ok: false } = {
    ok: false,
    problems: [problem('report', 'this is a report; nothing can be done in it')],
  };
  const known = new Set(pictures);
  return {
    live: false,
    trusted: false,
    board: async () => board,
    dossier: (id) => loadDossier(id, scripts[id] ?? ''),
    workbench: async () => ({ models: [], assets: [] }),
    events: async () => [],
    compare: async () => undefined,
    picture: (picture) => (known.has(hex(picture)) ? `pictures/${hex(picture)}.webp` : ''),
    difference: () => undefined,
    file: ({ href }) => `.${href}`,
    listen: () => () => {},
    price: async () => refused,
    act: async () => refused,
    spend: async () => refused,
  };
}

/** Who waits for a target: scripts may come in another order than they were asked for. */
const waiting = new Map<string, (dossier: Dossier) => void>();

/** Scripts may be loaded where nothing may be fetched. */
function loadDossier(id: string, address: string): Promise<Dossier> {
  return new Promise((resolve, reject) => {
    waiting.set(id, resolve);
    window.imagebuildDossier = (dossier) => waiting.get(dossier.tile.id)?.(dossier);
    const script = document.createElement('script');
    script.src = address;
    script.onerror = () => reject(new Error(`${address} is not there`));
    script.onload = () => script.remove();
    document.head.append(script);
  });
}
