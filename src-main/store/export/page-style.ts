// How exported pages look, in light and dark; and the policy that lets them load nothing else.
import { createHash } from 'node:crypto'

const hues = [20, 60, 110, 155, 195, 250, 290, 335]

export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#fafaf9;--raised:#f2f1ef;--ink:#24282d;--soft:#54595f;--faint:#676c72;
--line:#dcdcda;--accent:#0e6f8c;--name:49%;--quote:#c9c9c6}
@media (prefers-color-scheme:dark){:root{--paper:#121315;--raised:#1c1e21;--ink:#e7e9ec;--soft:#b3b8bf;
--faint:#979da5;--line:#2b2e33;--accent:#6cc5dd;--name:79%;--quote:#42474e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/22px system-ui,sans-serif;
overflow-wrap:anywhere}
header,main,footer{max-width:780px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
footer{padding-bottom:40px}
h1{font-size:22px;line-height:30px;margin:12px 0 2px}
h2{font-size:16px;line-height:24px;margin:28px 0 4px}
p{margin:0}
p+p{margin-top:8px}
a{color:var(--accent);text-underline-offset:2px}
a[data-to]::after{content:" (" attr(data-to) ")";color:var(--faint);font-size:13px}
nav{display:flex;flex-wrap:wrap;gap:20px;font-size:13px}
footer nav{margin-top:28px;padding-top:12px;border-top:1px solid var(--line)}
.meta{color:var(--faint);font-size:13px;line-height:18px}
.day{display:flex;align-items:center;gap:14px;margin:28px 0 6px;font-size:13px;font-weight:600;color:var(--soft)}
.day::after{content:"";flex:1;border-top:1px solid var(--line)}
.gap{margin:14px 0;padding:8px 12px;border:1px dashed var(--quote);border-radius:6px;color:var(--soft);font-size:14px}
.message{display:grid;grid-template-columns:44px minmax(0,1fr);column-gap:12px;padding:2px 0}
.message:target{background:var(--raised)}
.head{margin-top:12px}
.message>time{grid-column:1;grid-row:1;color:var(--faint);font-size:12px;line-height:22px;
font-variant-numeric:tabular-nums}
.said{grid-column:2;min-width:0}
.author{display:block;font-weight:650}
${hues.map((hue, index) => `.h${index}{color:oklch(var(--name) .1 ${hue})}`).join('')}
.text{white-space:pre-wrap}
.text p,.text li,.text pre{white-space:pre-wrap}
.big{font-size:32px;line-height:42px}
.notice,.deleted{color:var(--faint);font-size:13px}
.deleted{font-style:italic}
.mark{color:var(--faint);font-size:12px}
.bad{color:#c2334d}
@media (prefers-color-scheme:dark){.bad{color:#f08a9b}}
.quote{display:block;margin:2px 0;padding-left:10px;border-left:2px solid var(--quote);color:var(--soft);
font-size:13px;line-height:18px;text-decoration:none;max-height:54px;overflow:hidden}
blockquote{margin:4px 0;padding-left:12px;border-left:2px solid var(--quote);color:var(--soft)}
ol,ul{margin:4px 0;padding-left:24px}
hr{border:0;border-top:1px solid var(--quote);margin:8px 0}
.heading{font-weight:650;margin-top:8px}
.level-1{font-size:17px}
code{font:13px/19px ui-monospace,monospace;background:var(--raised);padding:1px 4px;border-radius:4px}
pre{margin:4px 0;padding:8px 12px;background:var(--raised);border:1px solid var(--line);border-radius:6px;
overflow-x:auto}
.text pre{white-space:pre}
pre code{padding:0;background:none}
pre:not([data-language=""])::before{content:attr(data-language);display:block;margin-bottom:6px;
color:var(--faint);font:12px/16px system-ui,sans-serif}
.files{margin:4px 0;padding:0;list-style:none;font-size:14px}
.files li{margin:2px 0;padding:6px 10px;border:1px solid var(--line);border-radius:6px;background:var(--raised)}
.reactions{display:flex;flex-wrap:wrap;gap:6px;margin:4px 0;padding:0;list-style:none;font-size:13px}
.reactions li{padding:1px 8px;border-radius:11px;background:var(--raised)}
.reactions .mine{box-shadow:inset 0 0 0 1px var(--accent)}
.contents{padding:0;list-style:none}
.contents>li{padding:8px 0;border-top:1px solid var(--line)}
.pages{columns:16em;padding:0;list-style:none;font-size:13px}
@media (max-width:480px){.message{grid-template-columns:38px minmax(0,1fr);column-gap:8px}}
@media print{nav{display:none}.message{break-inside:avoid}}
`

const hash = createHash('sha256').update(PAGE_STYLE).digest('base64')

/** Nothing is loaded and nothing runs, whatever a stranger wrote. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
