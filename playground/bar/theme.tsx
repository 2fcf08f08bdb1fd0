import { useSignal, useSignalEffect } from "@preact/signals";
import { remember, remembered } from "../panes/remembered.ts";

const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

/** As the system has it, light, or dark. */
export function ThemeChoice() {
  const theme = useSignal<Theme>(themes.find((one) => one === remembered("theme")) ?? "system");
  useSignalEffect(() => {
    const { value } = theme;
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    remember("theme", value === "system" ? null : value);
  });
  return (
    <label class="theme">
      <select
        aria-label="Colours"
        value={theme.value}
        onChange={({ currentTarget }) => {
          theme.value = themes.find((one) => one === currentTarget.value) ?? "system";
        }}
      >
        <option value="system">System colours</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
  );
}
