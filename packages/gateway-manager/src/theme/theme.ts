import { shallowRef } from 'vue';

/** What a person has chosen; `system` follows the operating system. */
export type Theme = 'system' | 'light' | 'dark';

const STORAGE_KEY = 'sluice-theme';

/** The chosen theme. Set it by {@link chooseTheme}. */
export const theme = shallowRef<Theme>('system');

/** Applies the choice of an earlier visit. Call it once, before anything is drawn. */
export function startTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const stored = localStorage.getItem(STORAGE_KEY);
  theme.value = stored === 'light' || stored === 'dark' ? stored : 'system';
  apply(dark.matches);
  dark.addEventListener('change', () => apply(dark.matches));
}

/** Changes the theme, and remembers it in this browser. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  if (chosen === 'system') localStorage.removeItem(STORAGE_KEY);
  else localStorage.setItem(STORAGE_KEY, chosen);
  apply(matchMedia('(prefers-color-scheme: dark)').matches);
}

/** The class `dark` is for what `light-dark()` can't express. */
function apply(systemIsDark: boolean): void {
  const { classList, dataset } = document.documentElement;
  classList.toggle('dark', theme.value === 'dark' || (theme.value === 'system' && systemIsDark));
  if (theme.value === 'system') delete dataset['theme'];
  else dataset['theme'] = theme.value;
}
