import { createTheme } from '@mantine/core';

/** Red, orange, yellow, green and gray are zones; what is ours is indigo. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  headings: { fontWeight: '650' },
  // Yellow and green on their own tint are too pale for WCAG AA.
  components: { Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } } },
});
