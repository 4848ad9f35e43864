/** How the page of a comparison looks. */
export const STYLE = `:root {
  --ground: light-dark(#faf9f7, #151617);
  --surface: light-dark(#ffffff, #1e2022);
  --sunken: light-dark(#f0eeea, #101112);
  --check: light-dark(#e2dfd9, #1c1e20);
  --line: light-dark(#dedad3, #35393c);
  --text: light-dark(#1d1d1f, #ecebe8);
  --quiet: light-dark(#5d5a54, #a8a59e);
  --accent: light-dark(#0f5f59, #6fd3c8);
  --removed: light-dark(#a3201a, #ff9a91);
  --added: light-dark(#1d6b3a, #7ed49b);
  color: var(--text);
  background: var(--ground);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 92rem; padding: clamp(1rem, 3vw, 2.5rem); overflow-wrap: anywhere; }
h1, h2, h3, p, dl, dd, figure { margin: 0; }
h1 { font-size: 1.6rem; }
h1 span, h2 span { color: var(--quiet); font-weight: normal; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 1rem; }
h3 { font-size: 1rem; }
code { font-size: 0.92em; }
.top p { color: var(--quiet); margin-top: 0.3rem; }
.empty { margin: 4rem 0; font-size: 1.2rem; color: var(--quiet); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.85rem; }
article { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.25rem 1.25rem; margin-bottom: 1.25rem; }
article header { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; align-items: baseline; justify-content: space-between; }
.score { color: var(--quiet); }
.score b { color: var(--text); font-variant-numeric: tabular-nums; }
.unknown .score { color: var(--removed); }
.views { display: grid; gap: 0.75rem; grid-template-columns: repeat(3, minmax(0, 1fr)); margin-top: 0.75rem; max-width: calc(3 * 65vh * var(--ratio)); }
.pair { display: contents; }
.stage { position: relative; display: grid; place-items: center; aspect-ratio: var(--ratio); border-radius: 6px; overflow: hidden; background: var(--sunken); }
.stage img { background: repeating-conic-gradient(var(--check) 0 25%, var(--sunken) 0 50%) 0 0 / 20px 20px; }
.stage p { padding: 1rem; color: var(--quiet); background: var(--surface); border-radius: 6px; }
figcaption { padding-top: 0.3rem; font-size: 0.85rem; color: var(--quiet); }
.scale { display: inline-block; width: 3.5rem; height: 0.6rem; margin: 0 0.15rem 0 0.5rem; border-radius: 3px; background: linear-gradient(to right, #ffdd33, #ff8c00, #d61020); }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); align-items: start; }
.grid b { color: var(--text); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1rem; margin-top: 0.9rem; font-size: 0.92rem; }
dt { color: var(--quiet); }
dd { white-space: pre-wrap; }
del { color: var(--removed); text-decoration-thickness: 1px; }
ins { color: var(--added); text-decoration-thickness: 1px; text-underline-offset: 0.2em; }
.note { margin-top: 0.75rem; font-size: 0.92rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.choice { display: flex; gap: 0.25rem 1rem; flex-wrap: wrap; margin: 1rem 0 0; padding: 0; border: 0; color: var(--quiet); }
.choice legend { float: left; margin-right: 1rem; padding: 0; }
.choice input { accent-color: var(--accent); }
.sliding .views:has(.both) { grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: calc(2 * 72vh * var(--ratio)); }
.sliding .pair.both { display: block; position: relative; }
.sliding .pair.both .after { position: absolute; inset: 0 0 auto; pointer-events: none; }
.sliding .pair.both .after .stage { clip-path: inset(0 0 0 var(--at, 50%)); }
.sliding .pair.both .after figcaption { position: absolute; right: 0; }
.pair .slide, .pair .line { display: none; }
.sliding .pair.both .slide { display: block; position: absolute; inset: 0 0 auto; width: 100%; aspect-ratio: var(--ratio); margin: 0; opacity: 0; cursor: ew-resize; touch-action: pan-y; z-index: 2; }
.sliding .pair.both .line { display: block; position: absolute; inset: 0 0 auto; aspect-ratio: var(--ratio); pointer-events: none; z-index: 1; border-radius: 6px; }
.line::before { content: ""; position: absolute; inset-block: 0; left: var(--at, 50%); width: 2px; margin-left: -1px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / 0.45); }
.line::after { content: "\\2194"; position: absolute; top: 50%; left: var(--at, 50%); width: 2rem; height: 2rem; margin: -1rem; border-radius: 50%; background: #fff; color: #1d1d1f; box-shadow: 0 0 0 1px rgb(0 0 0 / 0.3), 0 1px 4px rgb(0 0 0 / 0.4); display: grid; place-items: center; font-size: 1.1rem; line-height: 1; }
.slide:focus-visible + .line { outline: 3px solid var(--accent); outline-offset: 2px; }
.slide::-webkit-slider-thumb { appearance: none; width: 2px; height: 100%; }
.slide::-moz-range-thumb { width: 2px; height: 100%; border: 0; }
.slide { appearance: none; }
@media (max-width: 40rem) {
  .views { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .heat, .sliding .pair.both { grid-column: 1 / -1; }
  .choice legend { float: none; }
}
@media (max-width: 30rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  .grid { grid-template-columns: 1fr 1fr; gap: 0.75rem; }
}
@media print { .choice { display: none; } article { break-inside: avoid; } }`;

/** Lays before and after on each other, with a slider between, where both are there; side by side on request. */
export const SCRIPT = `const pairs = [...document.querySelectorAll('.pair')].filter((pair) => pair.querySelectorAll('img').length === 2);
for (const pair of pairs) {
  const slide = Object.assign(document.createElement('input'), { type: 'range', min: 0, max: 100, step: 0.5, value: 50, className: 'slide' });
  slide.setAttribute('aria-label', pair.dataset.name + ', how much is shown of the picture before');
  const line = Object.assign(document.createElement('div'), { className: 'line' });
  const move = () => {
    pair.style.setProperty('--at', slide.value + '%');
    slide.setAttribute('aria-valuetext', Math.round(slide.value) + ' % before');
  };
  slide.addEventListener('input', move);
  move();
  pair.classList.add('both');
  pair.append(slide, line);
}
if (pairs.length > 0) {
  const choice = document.createElement('fieldset');
  choice.className = 'choice';
  choice.innerHTML = '<legend>Before and after</legend><label><input type="radio" name="view" value="sliding" checked> with a slider</label><label><input type="radio" name="view" value="beside"> side by side</label>';
  choice.addEventListener('change', ({ target }) => document.body.classList.toggle('sliding', target.value === 'sliding'));
  document.querySelector('.top').append(choice);
  document.body.classList.add('sliding');
}`;
