"""The style sheet of the report: paper and ink as the page has them, light and dark, from a phone to a desk."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbfaf6; --sheet: #fff; --ink: #1b1a17; --soft: #625d53; --rule: #dcd7cb; --faint: #efece3;
  --accent: #7d1d1d; --sure: #1f5c3a;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Liberation Serif", serif;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --sheet: #1f1d1a; --ink: #ebe7dd; --soft: #a9a395; --rule: #37342e; --faint: #24221e;
    --accent: #e5a08c; --sure: #8fc9a6;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.5 var(--sans); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 5rem; }
h1, h2, h3, h4, h5, p, dl, dd, ul, figure, blockquote { margin: 0; padding: 0; }
a { color: var(--accent); text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
bdi { unicode-bidi: isolate; }

header { border-bottom: 3px double var(--rule); padding-bottom: 1.4rem; }
.nameplate { font: 600 1.1rem var(--serif); color: var(--soft); }
h1 { font: 500 clamp(1.7rem, 5vw, 2.6rem)/1.12 var(--serif); letter-spacing: -.015em; margin: 1.2rem 0;
  text-wrap: balance; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .92rem; }
dt { color: var(--soft); }
section { margin-top: 2.6rem; }
h2 { font: 600 1.35rem/1.25 var(--serif); margin-bottom: .6rem; }
h2 + p { color: var(--soft); margin-bottom: .6rem; }

.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .95rem; }
th, td { text-align: right; padding: .42rem 0 .42rem 1.2rem; border-bottom: 1px solid var(--rule);
  vertical-align: baseline; white-space: nowrap; overflow-wrap: normal; }
th:first-child { text-align: left; padding-left: 0; font-weight: 600; white-space: normal; }
thead th { font-size: .8rem; font-weight: 400; color: var(--soft); }
thead th:first-child { font-weight: 400; }
tr:has(+ .gloss) > * { border-bottom: 0; padding-bottom: 0; }
.gloss td { text-align: left; padding: 0 0 .42rem; font-size: .82rem; color: var(--soft); white-space: normal; }
.value, td b { font-weight: 600; }
small { margin-left: .5rem; font-size: .85rem; color: var(--soft); }

.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem 2rem; }
.pair > * { min-width: 0; }
figure + figure { margin: 0; }
figcaption { font-size: .85rem; color: var(--soft); }
figcaption b { color: var(--accent); }
.picture { width: 100%; height: auto; display: block; }
.picture text { font: 13px var(--sans); fill: var(--soft); }
.picture .axis { fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; }
.ideal { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 5; }
.gap { stroke: var(--accent); stroke-width: 1.5; }
.curve { fill: none; stroke: var(--ink); stroke-width: 2; stroke-linejoin: round; }
.now, .bin { fill: var(--accent); stroke: var(--paper); stroke-width: 2; }
.pair + .wide { margin-top: 1.4rem; }

details { background: var(--faint); border-left: 3px solid var(--accent); padding: .6rem 1rem; font-size: .92rem; }
summary { cursor: pointer; font-weight: 600; }
details ul { margin-top: .5rem; padding-left: 1.1rem; }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1.4rem; margin-bottom: 1rem; font-size: .95rem; }
h3 { font: 600 1.15rem/1.3 var(--serif); margin-top: 2.2rem; color: var(--accent); }
h3 + p { color: var(--soft); font-size: .92rem; }
article { background: var(--sheet); border: 1px solid var(--rule); border-radius: .5rem; padding: 1.1rem 1.3rem .8rem;
  margin-top: 1rem; }
h4 { font: 500 1.2rem/1.35 var(--serif); margin-bottom: .8rem; }
h5 { font-size: .8rem; font-weight: 600; color: var(--soft); margin-bottom: .35rem; }
blockquote { font: 400 1.05rem/1.45 var(--serif); margin-bottom: .35rem; }
.place, .lines { font-size: .82rem; color: var(--soft); margin-bottom: .3rem; }
.borne { font-size: .95rem; color: var(--soft); }
.nothing { color: var(--soft); font-style: italic; }
.lines { text-align: right; margin: .5rem 0 0; }
.pair > div + div { border-left: 1px solid var(--rule); padding-left: 2rem; }

@media (max-width: 44rem) {
  .pair { grid-template-columns: 1fr; }
  .pair > div + div { border-left: 0; border-top: 1px solid var(--rule); padding: .9rem 0 0; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  th, td { padding-left: .8rem; }
  small { display: block; margin: 0; }
}
@media print { article { break-inside: avoid; } details:not([open]) { display: none; } }
"""
