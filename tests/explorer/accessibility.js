// What test_browser.py asks of every page: names of controls, order of headings, unique ids, contrast of text, and
// that nothing makes the page wider than the screen.  Gives the list of what is wrong; `least` is the contrast asked for.
(least) => {
  const wrong = [];
  const name = (e) => (e.getAttribute('aria-label') || e.textContent || e.title || '').trim() || [...(e.labels || [])].map((l) => l.textContent.trim()).join(' ');
  for (const e of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')) if (!name(e)) wrong.push('no name: ' + e.outerHTML.slice(0, 90));
  for (const e of document.querySelectorAll('svg')) if (!e.getAttribute('aria-label') && e.getAttribute('aria-hidden') !== 'true') wrong.push('svg without name: ' + e.outerHTML.slice(0, 60));
  let level = 0;
  for (const h of document.querySelectorAll('h1, h2, h3, h4')) { const n = Number(h.tagName[1]); if (n > level + 1) wrong.push('heading skips a level: ' + h.textContent); level = n; }
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  if (document.querySelectorAll('main, [role=main]').length !== 1) wrong.push('not one main');
  if (!document.documentElement.lang) wrong.push('no language');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('an id twice');
  if (document.documentElement.scrollWidth > innerWidth + 1) wrong.push('wider than the screen: ' + document.documentElement.scrollWidth);
  const parts = (c) => { const m = c.match(/[\d.]+/g).map(Number); return { rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.a > 0.9) return c.rgb; } return [255, 255, 255]; };
  const seen = new Set();
  for (const e of document.querySelectorAll('body *:not(svg *)')) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), a = light(parts(style.color).rgb), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), key = e.tagName + e.className + ratio.toFixed(2);
    if (ratio < least && !seen.has(key)) { seen.add(key); wrong.push(`contrast ${ratio.toFixed(2)}: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`); }
  }
  return wrong;
}
