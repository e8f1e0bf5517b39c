/** Sizes, letters and movements. The names are Chakra's, because its components ask for them by name. */
import { defineKeyframes, defineSemanticTokens, defineTextStyles, defineTokens } from "@chakra-ui/react";

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

type Values = Readonly<Record<string, string | number>>;

function given<T extends Values>(values: T): { [name in keyof T]: { value: T[name] } } {
  const entries = Object.entries(values).map(([name, value]) => [name, { value }]);
  return Object.fromEntries(entries) as { [name in keyof T]: { value: T[name] } };
}

/** Quarters of the letter's height: "4" is 1rem. */
const QUARTERS = [
  0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60,
  64, 72, 80, 96,
];
const spacing = given(Object.fromEntries(QUARTERS.map((quarters) => [String(quarters), `${quarters / 4}rem`])));

// prettier-ignore
const widths = given({
  "3xs": "14rem", "2xs": "16rem", xs: "20rem", sm: "24rem", md: "28rem", lg: "32rem", xl: "36rem", "2xl": "42rem", "3xl": "48rem",
  "4xl": "56rem", "5xl": "64rem", "6xl": "72rem", "7xl": "80rem", "8xl": "90rem",
  max: "max-content", min: "min-content", fit: "fit-content", prose: "60ch", full: "100%",
  dvh: "100dvh", dvw: "100dvw", vh: "100vh", vw: "100vw",
  "1/2": "50%", "1/3": "33.333%", "2/3": "66.667%", "1/4": "25%", "3/4": "75%",
});

export const tokens = defineTokens({
  spacing,
  sizes: { ...spacing, ...widths },
  fonts: given({ heading: SANS, body: SANS, mono: MONO }),
  // prettier-ignore
  fontSizes: given({
    "2xs": "0.625rem", xs: "0.75rem", sm: "0.875rem", md: "1rem", lg: "1.125rem", xl: "1.25rem", "2xl": "1.5rem", "3xl": "1.875rem",
    "4xl": "2.25rem",
  }),
  fontWeights: given({ normal: "400", medium: "500", semibold: "600", bold: "700" }),
  letterSpacings: given({ tight: "-0.02em", wide: "0.025em", wider: "0.06em" }),
  lineHeights: given({ shorter: 1.25, short: 1.375, moderate: 1.5, tall: 1.625 }),
  radii: given({
    none: "0",
    xs: "0.125rem",
    sm: "0.25rem",
    md: "0.375rem",
    lg: "0.5rem",
    xl: "0.75rem",
    "2xl": "1rem",
    full: "9999px",
  }),
  borders: given({ xs: "0.5px solid", sm: "1px solid", md: "2px solid", lg: "4px solid" }),
  blurs: given({ sm: "4px", md: "8px", lg: "12px" }),
  aspectRatios: given({ square: "1 / 1", wide: "16 / 9" }),
  cursor: given({
    button: "pointer",
    checkbox: "pointer",
    disabled: "not-allowed",
    menuitem: "default",
    option: "default",
    switch: "pointer",
  }),
  durations: given({
    fastest: "50ms",
    faster: "100ms",
    fast: "150ms",
    moderate: "200ms",
    slow: "300ms",
    slower: "400ms",
    slowest: "500ms",
  }),
  easings: given({ "ease-in": "ease-in", "ease-out": "ease-out", "ease-in-out": "ease-in-out" }),
  animations: given({ spin: "spin 1s linear infinite", pulse: "pulse 2s ease-in-out infinite" }),
  // prettier-ignore
  zIndex: given({
    hide: -1, base: 0, docked: 10, dropdown: 1000, sticky: 1100, banner: 1200, overlay: 1300, modal: 1400, popover: 1500, skipNav: 1600,
    toast: 1700, tooltip: 1800,
  }),
});

/** How round: the innermost, controls, and panels. */
export const radii = defineSemanticTokens.radii({
  l1: { value: "{radii.xs}" },
  l2: { value: "{radii.md}" },
  l3: { value: "{radii.lg}" },
});

function shadow(light: string, dark: string) {
  return { value: { _light: light, _dark: dark } };
}

export const shadows = defineSemanticTokens.shadows({
  xs: shadow("0 1px 2px rgb(17 20 22 / 10%)", "0 0 0 1px rgb(255 255 255 / 6%)"),
  sm: shadow("0 2px 4px rgb(17 20 22 / 10%)", "0 2px 4px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 8%)"),
  md: shadow("0 4px 10px rgb(17 20 22 / 12%)", "0 4px 10px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 8%)"),
  lg: shadow("0 8px 24px rgb(17 20 22 / 16%)", "0 8px 24px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 10%)"),
  xl: shadow("0 16px 32px rgb(17 20 22 / 18%)", "0 16px 32px rgb(0 0 0 / 60%), 0 0 0 1px rgb(255 255 255 / 10%)"),
});

export const breakpoints = { sm: "480px", md: "768px", lg: "1024px", xl: "1280px", "2xl": "1536px" };

export const textStyles = defineTextStyles({
  "2xs": { value: { fontSize: "2xs", lineHeight: "0.75rem" } },
  xs: { value: { fontSize: "xs", lineHeight: "1rem" } },
  sm: { value: { fontSize: "sm", lineHeight: "1.25rem" } },
  md: { value: { fontSize: "md", lineHeight: "1.5rem" } },
  lg: { value: { fontSize: "lg", lineHeight: "1.75rem", letterSpacing: "tight" } },
  xl: { value: { fontSize: "xl", lineHeight: "1.875rem", letterSpacing: "tight" } },
  "2xl": { value: { fontSize: "2xl", lineHeight: "2rem", letterSpacing: "tight" } },
  "3xl": { value: { fontSize: "3xl", lineHeight: "2.375rem", letterSpacing: "tight" } },
  "4xl": { value: { fontSize: "4xl", lineHeight: "2.75rem", letterSpacing: "tight" } },
  label: { value: { fontSize: "sm", lineHeight: "1.25rem", fontWeight: "medium" } },
});

export const layerStyles = { disabled: { value: { opacity: "0.5", cursor: "not-allowed" } } };

export const animationStyles = {
  "scale-fade-in": { value: { transformOrigin: "var(--transform-origin)", animationName: "scale-in, fade-in" } },
  "scale-fade-out": { value: { transformOrigin: "var(--transform-origin)", animationName: "scale-out, fade-out" } },
  "slide-fade-in": { value: { transformOrigin: "var(--transform-origin)", animationName: "fade-in" } },
  "slide-fade-out": { value: { transformOrigin: "var(--transform-origin)", animationName: "fade-out" } },
};

export const keyframes = defineKeyframes({
  spin: { from: { transform: "rotate(0deg)" }, to: { transform: "rotate(360deg)" } },
  pulse: { "50%": { opacity: "0.5" } },
  position: {
    from: { insetInlineStart: "var(--animate-from-x)", insetBlockStart: "var(--animate-from-y)" },
    to: { insetInlineStart: "var(--animate-to-x)", insetBlockStart: "var(--animate-to-y)" },
  },
  "bg-position": {
    from: { backgroundPosition: "var(--animate-from, 1rem) 0" },
    to: { backgroundPosition: "var(--animate-to, 0) 0" },
  },
  "fade-in": { from: { opacity: 0 }, to: { opacity: 1 } },
  "fade-out": { from: { opacity: 1 }, to: { opacity: 0 } },
  "scale-in": { from: { scale: "0.97" }, to: { scale: "1" } },
  "scale-out": { from: { scale: "1" }, to: { scale: "0.97" } },
});
