/** Colours, letters and shapes. Ink greys and petrol: a screen that is looked at all day, beside pictures that matter more. */
import { defineSemanticTokens, defineTokens } from "@chakra-ui/react";

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

export const tokens = defineTokens({
  fonts: { heading: { value: SANS }, body: { value: SANS }, mono: { value: MONO } },
  colors: {
    gray: {
      50: { value: "#f5f6f6" },
      100: { value: "#ebeded" },
      200: { value: "#dadddf" },
      300: { value: "#c1c7c9" },
      400: { value: "#979fa3" },
      500: { value: "#646d72" },
      600: { value: "#4f585d" },
      700: { value: "#3a4146" },
      800: { value: "#262b2f" },
      900: { value: "#1a1e21" },
      950: { value: "#111416" },
    },
    accent: {
      50: { value: "#ebf8f8" },
      100: { value: "#d0efef" },
      200: { value: "#a5e0e0" },
      300: { value: "#70cccd" },
      400: { value: "#42b4b6" },
      500: { value: "#1f9699" },
      600: { value: "#12777b" },
      700: { value: "#0f6064" },
      800: { value: "#114c50" },
      900: { value: "#0e3b3f" },
      950: { value: "#062427" },
    },
  },
});

/** A colour for light surroundings, and the one for dark ones. */
function both(light: string, dark: string) {
  return { value: { _light: `{colors.${light}}`, _dark: `{colors.${dark}}` } };
}

export const semanticTokens = defineSemanticTokens({
  colors: {
    bg: {
      DEFAULT: both("gray.50", "gray.950"),
      subtle: both("gray.100", "gray.900"),
      muted: both("gray.100", "gray.800"),
      emphasized: both("gray.200", "gray.700"),
      panel: both("white", "gray.900"),
    },
    fg: {
      DEFAULT: both("gray.900", "gray.50"),
      muted: both("gray.600", "gray.300"),
      subtle: both("gray.500", "gray.400"),
      error: both("red.700", "red.300"),
      warning: both("orange.700", "orange.300"),
      success: both("green.700", "green.300"),
      info: both("blue.700", "blue.300"),
    },
    border: {
      DEFAULT: both("gray.200", "gray.800"),
      muted: both("gray.100", "gray.900"),
      emphasized: both("gray.300", "gray.700"),
    },
    accent: {
      contrast: both("white", "accent.950"),
      fg: both("accent.700", "accent.300"),
      subtle: both("accent.50", "accent.950"),
      muted: both("accent.100", "accent.900"),
      emphasized: both("accent.200", "accent.800"),
      solid: both("accent.600", "accent.400"),
      focusRing: both("accent.500", "accent.400"),
      border: both("accent.500", "accent.400"),
    },
  },
});
