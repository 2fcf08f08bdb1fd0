/** Light first; dark where the reader prefers it. A page that embeds the picture may override both. */
export const style = `
.pda text{font:11px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1c2430}
.pda .title{font-size:13px;font-weight:600;text-anchor:middle}
.pda .ground{fill:#fff}
.pda .node rect{fill:#eef3fb;stroke:#5b7399;stroke-width:1.2}
.pda .node.shared rect,.pda .node.return rect,.pda .node.overflow rect{fill:#fff;stroke:#8a94a3;stroke-dasharray:3 2}
.pda .node.shared .title,.pda .node.return .title,.pda .node.overflow .title{font-size:11px;font-weight:400}
.pda .divider{stroke:#b9c6da;fill:none}
.pda .box rect{fill:#5b7399;fill-opacity:.06;stroke:#9fb0c9}
.pda .part rect{stroke-dasharray:6 3}
.pda .caption{fill:#5b6b82}
.pda .does{fill:#5b6b82}
.pda .edge{fill:none;stroke:#51617a;stroke-width:1.2}
.pda .timer.edge{stroke:#a2590b}
.pda .timer .waits{fill:#8a4b08}
.pda .call.edge,.pda .return.edge{stroke-dasharray:5 3}
.pda .head{fill:#51617a}
.pda .label rect{fill:#fff}
.pda .start circle{fill:#1c2430}
@media (prefers-color-scheme:dark){
.pda text{fill:#e3e9f2}
.pda .ground{fill:#14181f}
.pda .node rect{fill:#222c3b;stroke:#7d96bf}
.pda .node.shared rect,.pda .node.return rect,.pda .node.overflow rect{fill:#14181f;stroke:#76808f}
.pda .divider{stroke:#3d4a5e}
.pda .box rect{fill:#7d96bf;fill-opacity:.07;stroke:#4a5a74}
.pda .caption,.pda .does{fill:#9db0cc}
.pda .edge{stroke:#9fb0c9}
.pda .timer.edge{stroke:#e0a15a}
.pda .timer .waits{fill:#eab473}
.pda .head{fill:#9fb0c9}
.pda .label rect{fill:#14181f}
.pda .start circle{fill:#e3e9f2}
}
`;
