/** The page's design system: Chakra's mechanics, our tokens, the recipes of what is used. */
import { createSystem, defaultBaseConfig, defineConfig } from "@chakra-ui/react";
import { colors, semanticColors } from "./colors";
import { looks, recipes, slotRecipes } from "./recipes";
import { animationStyles, breakpoints, keyframes, layerStyles, radii, shadows, textStyles, tokens } from "./scale";

const config = defineConfig({
  preflight: true,
  cssVarsPrefix: "chakra",
  cssVarsRoot: ":where(html, .chakra-theme)",
  globalCss: {
    "*": {
      "--global-font-mono": "fonts.mono",
      "--global-font-body": "fonts.body",
      "--global-color-border": "colors.border",
    },
    "*::placeholder, *[data-placeholder]": { color: "fg.subtle" },
    "*::selection": { bg: "colorPalette.muted" },
    "*, *::before, *::after": {
      _motionReduce: { animationDuration: "1ms !important", transitionDuration: "1ms !important" },
    },
    html: {
      bg: "bg",
      color: "fg",
      colorPalette: "accent",
      fontSize: "clamp(100%, 50% + 0.4vw, 137.5%)", // grows with screens from 2000 px on, so that 4K is read from a chair
      lineHeight: "1.5",
      overflowY: "scroll", // so that nothing moves aside when a list outgrows the screen
    },
    body: { fontVariantNumeric: "tabular-nums", overflowWrap: "anywhere" },
  },
  theme: {
    animationStyles,
    breakpoints,
    keyframes,
    layerStyles,
    recipes,
    semanticTokens: { colors: semanticColors, radii, shadows },
    slotRecipes,
    textStyles,
    tokens: { ...tokens, colors },
  },
});

export const system = createSystem(defaultBaseConfig, config, { theme: looks });
