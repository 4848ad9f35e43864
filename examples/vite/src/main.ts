import reading from 'imagebuild:fox/reading';
import running from 'imagebuild:fox/running';
import { picture } from 'imagebuild/runtime';

const main = document.querySelector('main');
if (main) {
  const sizes = '(min-width: 62rem) 60rem, calc(100vw - 2rem)';
  main.innerHTML = picture(running, { sizes, fetchpriority: 'high' }) + picture(reading, { sizes });
}

import.meta.hot?.accept();
