/** How the page of a trace looks: light and dark, wide and narrow. */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --bar: #f3f4f6; --text: #1b1f24; --faint: #6a737d; --line: #d0d5da;
  --life: #c3c9cf; --data: #0b62c4; --control: #6a737d; --ack: #9aa3ab; --datagram: #0d7a5f;
  --lost: #c4251c; --again: #a85b00; --fault: #fde9e7; --fault-text: #a3160e; --note: #fff4cf;
  --note-text: #5c4700; --row: #eef4fc; --chosen: #d5e6fb; --focus: #0b62c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171b; --bar: #1d2126; --text: #e4e8ec; --faint: #939ca5; --line: #363c43;
    --life: #444b53; --data: #6cb0ff; --control: #a2abb4; --ack: #68717a; --datagram: #55cfa9;
    --lost: #ff7b70; --again: #f0a94e; --fault: #3d1c1a; --fault-text: #ffa198; --note: #3a3113;
    --note-text: #f2d675; --row: #1c2530; --chosen: #213a58; --focus: #6cb0ff;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body {
  display: flex; flex-direction: column; background: var(--back); color: var(--text);
  font: 14px/1.4 system-ui, sans-serif;
}
header {
  display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; padding: 8px 12px;
  background: var(--bar); border-bottom: 1px solid var(--line);
}
h1 { margin: 0; font-size: 15px; overflow-wrap: anywhere; }
h2 { margin: 0 0 8px; font-size: 14px; overflow-wrap: anywhere; }
fieldset { display: flex; flex-wrap: wrap; gap: 2px 10px; margin: 0; padding: 0; border: 0; }
legend { float: left; margin-right: 8px; padding: 0; color: var(--faint); }
label { display: inline-flex; gap: 4px; align-items: center; white-space: nowrap; }
input[type="search"] {
  width: 16em; max-width: 100%; padding: 3px 7px; border: 1px solid var(--line); border-radius: 5px;
  background: var(--back); color: inherit; font: inherit;
}
details { position: relative; }
summary { cursor: pointer; }
#hosts {
  position: absolute; z-index: 2; top: 100%; left: 0; max-height: 50vh; overflow: auto; padding: 8px 12px;
  background: var(--bar); border: 1px solid var(--line); border-radius: 5px; flex-direction: column;
}
button {
  padding: 2px 9px; border: 1px solid var(--line); border-radius: 5px; background: var(--back);
  color: inherit; font: inherit; cursor: pointer;
}
button[hidden] { display: none; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
output { color: var(--faint); }
main { display: flex; flex: 1; min-height: 0; }
#scroller { position: relative; flex: 1; min-width: 0; overflow: auto; }
#scroller:focus-visible { outline-offset: -2px; }
canvas { position: sticky; top: 0; left: 0; display: block; }
#spacer { min-width: 100%; min-height: 100%; }
aside {
  width: min(600px, 50vw); overflow: auto; padding: 12px; border-left: 1px solid var(--line); background: var(--bar);
}
aside[hidden] { display: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0 0 10px; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; overflow: auto; font: 12px/1.45 ui-monospace, monospace; white-space: pre; }
.keys { margin: 0; color: var(--faint); font-size: 12px; }
@media (max-width: 820px) {
  main { flex-direction: column; }
  aside { width: auto; max-height: 45%; border-left: 0; border-top: 1px solid var(--line); }
  .keys { display: none; }
}
`;
