/** Ink greys and petrol: a screen that is looked at all day, beside pictures that matter more. */
import { defineSemanticTokens, defineTokens } from "@chakra-ui/react";

const STEPS = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950] as const;

function scale(...values: [string, string, string, string, string, string, string, string, string, string, string]) {
  return Object.fromEntries(STEPS.map((step, at) => [step, { value: values[at] ?? "" }]));
}

// The signal colours are Tailwind's, as Chakra has them, with darker ends.
// prettier-ignore
export const colors = defineTokens.colors({
  transparent: { value: "transparent" },
  current: { value: "currentColor" },
  black: { value: "#0a0c0d" },
  white: { value: "#ffffff" },
  gray: scale("#f5f6f6", "#ebeded", "#dadddf", "#c1c7c9", "#979fa3", "#646d72", "#4f585d", "#3a4146", "#262b2f", "#1a1e21", "#111416"),
  accent: scale("#ebf8f8", "#d0efef", "#a5e0e0", "#70cccd", "#42b4b6", "#1f9699", "#12777b", "#0f6064", "#114c50", "#0e3b3f", "#062427"),
  red: scale("#fef2f2", "#fee2e2", "#fecaca", "#fca5a5", "#f87171", "#ef4444", "#d02020", "#991919", "#651414", "#3d0f10", "#220a0b"),
  orange: scale("#fff7ed", "#ffedd5", "#fed7aa", "#fdba74", "#fb923c", "#f07316", "#bd4b0b", "#92310a", "#6c2710", "#3f1608", "#240c05"),
  green: scale("#f0fdf4", "#dcfce7", "#bbf7d0", "#86efac", "#4ade80", "#22b858", "#13803b", "#116932", "#124a28", "#082d18", "#051a0f"),
  blue: scale("#eff6ff", "#dbeafe", "#bfdbfe", "#a3cfff", "#60a5fa", "#3b82f6", "#2563eb", "#173da6", "#1a3478", "#14204a", "#0c142e"),
  purple: scale("#faf5ff", "#f3e8ff", "#e9d5ff", "#d8b4fe", "#c084fc", "#a855f7", "#8b30e0", "#641ba3", "#4a1772", "#2d0c4d", "#1a062e"),
});

/** A colour for light surroundings, and the one for dark ones. */
function both(light: string, dark: string) {
  return { value: { _light: `{colors.${light}}`, _dark: `{colors.${dark}}` } };
}

/** What Chakra's components take of a palette: fills from faint to full, and what is written on them. */
function palette(name: string) {
  return {
    contrast: both("white", "black"),
    fg: both(`${name}.700`, `${name}.300`),
    subtle: both(`${name}.100`, `${name}.900`),
    muted: both(`${name}.200`, `${name}.800`),
    emphasized: both(`${name}.300`, `${name}.700`),
    solid: both(`${name}.600`, `${name}.400`),
    focusRing: both(`${name}.500`, `${name}.400`),
    border: both(`${name}.500`, `${name}.400`),
  };
}

export const semanticColors = defineSemanticTokens.colors({
  bg: {
    DEFAULT: both("gray.50", "gray.950"),
    subtle: both("gray.100", "gray.900"),
    muted: both("gray.100", "gray.800"),
    emphasized: both("gray.200", "gray.700"),
    inverted: both("gray.900", "gray.50"),
    panel: both("white", "gray.900"),
    error: both("red.50", "red.950"),
    warning: both("orange.50", "orange.950"),
    success: both("green.50", "green.950"),
    info: both("blue.50", "blue.950"),
  },
  fg: {
    DEFAULT: both("gray.900", "gray.50"),
    muted: both("gray.600", "gray.300"),
    subtle: both("gray.500", "gray.400"),
    inverted: both("gray.50", "gray.900"),
    error: both("red.700", "red.300"),
    warning: both("orange.700", "orange.300"),
    success: both("green.700", "green.300"),
    info: both("blue.700", "blue.300"),
  },
  border: {
    DEFAULT: both("gray.200", "gray.800"),
    control: { value: { _light: "#878f93", _dark: "{colors.gray.500}" } }, // of what one writes into: 3:1 (WCAG 1.4.11)
    subtle: both("gray.100", "gray.900"),
    muted: both("gray.100", "gray.800"),
    emphasized: both("gray.300", "gray.700"),
    inverted: both("gray.800", "gray.200"),
    error: both("red.600", "red.400"),
    warning: both("orange.600", "orange.400"),
    success: both("green.600", "green.400"),
    info: both("blue.600", "blue.400"),
  },
  ...Object.fromEntries(
    ["accent", "gray", "red", "orange", "green", "blue", "purple"].map((name) => [name, palette(name)]),
  ),
});
