/** Light first, dark where the reader prefers it; nothing is fetched. */
export const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2430;--muted:#5b6b82;--line:#d5dce7;--soft:#f3f6fa;--accent:#0072b2;--exact:#009e73;--changed:#b97a00;--spurious:#b2578f;--missing:#d55e00;--doubled:#3a8fc4}
@media (prefers-color-scheme:dark){:root{--paper:#14181f;--ink:#e3e9f2;--muted:#9db0cc;--line:#334055;--soft:#1b212b;--accent:#56b4e9;--exact:#2cc397;--changed:#e69f00;--spurious:#e197c1;--missing:#f5854a;--doubled:#7cc4ee}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:800px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:26px;line-height:1.25;margin:8px 0}
h2{font-size:20px;margin:48px 0 8px;border-bottom:1px solid var(--line);padding-bottom:4px}
h3{font-size:16px;margin:0 0 4px}
p{margin:6px 0}
code,pre{font:.88em ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{background:var(--soft);padding:1px 4px;border-radius:3px;overflow-wrap:anywhere}
pre{background:var(--soft);padding:10px 12px;border-radius:6px;overflow-x:auto;margin:8px 0}
pre code{padding:0;background:none;overflow-wrap:normal}
.muted{color:var(--muted)}
.lead{font-size:19px;line-height:1.45}
.advice{border-left:4px solid var(--accent);background:var(--soft);padding:12px 16px;margin:16px 0;border-radius:0 6px 6px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0;padding:0;list-style:none}
.cards li{border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.cards strong{display:block;font-size:22px;line-height:1.3}
.cards span{display:block;color:var(--muted);font-size:13px}
figure{margin:28px 0}
figure svg{display:block;max-width:100%;height:auto;color:var(--ink)}
.legend svg{display:inline-block;margin-right:6px}
.narrow{display:none}
@media (max-width:560px){.narrow{display:block}.wide{display:none}main{padding:16px 14px 48px}h1{font-size:22px}}
details{margin:8px 0}
summary{cursor:pointer;color:var(--muted);font-size:14px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:14px;margin:8px 0}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap;font-weight:400;font-variant-numeric:tabular-nums;vertical-align:top}
thead th{color:var(--muted);font-size:13px}
.text{text-align:left;white-space:normal}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:8px 0;list-style:none;font-size:14px}
.swatch{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:6px;vertical-align:-1px}
.error{border:1px solid var(--line);border-radius:6px;padding:12px 16px;margin:16px 0}
td.text{white-space:normal;min-width:14em}
.steps{width:100%;table-layout:fixed}
.steps th,.steps td{padding:4px 8px}
.steps td{white-space:pre-wrap;overflow-wrap:anywhere;min-width:0}
@media (max-width:560px){.steps{font-size:12px}.error{padding:10px 8px}}
.differs td,.differs th{background:color-mix(in srgb,var(--missing) 14%,transparent)}
@media print{details{display:block}main{max-width:none}}
`;
