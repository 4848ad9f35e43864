import { useState } from 'preact/hooks';
import { byteSize } from '../../core/words.ts';
import type { DossierFile } from '../shapes.ts';
import { Exact } from './exact.tsx';
import { Scroll } from './scroll.tsx';
import { useStudio } from './studio-state.ts';

/** Files in a list; the one that is chosen is shown at its true size. */
export function Files({ files, alt }: { files: readonly DossierFile[]; alt: string | undefined }) {
  const { source } = useStudio();
  const there = files.filter(({ state }) => state !== 'missing');
  const [chosen, choose] = useState<string>();
  const file = there.find(({ path }) => path === chosen) ?? there[0];
  return (
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <Scroll label="Table of files">
        <table class="files">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Output</th>
              <th scope="col">Format</th>
              <th scope="col" class="number">
                Pixels
              </th>
              <th scope="col" class="number">
                Bytes
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ path, output, format, width, height, bytes, state }) => (
              <tr key={path} aria-selected={file?.path === path}>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    disabled={state === 'missing'}
                    aria-pressed={file?.path === path}
                    onClick={() => choose(path)}
                  >
                    {path}
                  </button>
                </th>
                <td>{output}</td>
                <td>{format}</td>
                <td class="number">
                  {width} × {height}
                </td>
                <td class="number">{bytes === null ? '–' : byteSize(bytes)}</td>
                <td>{state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {file && <Exact key={file.path} src={source.file(file)} alt={alt ?? ''} file={file} />}
    </section>
  );
}
