/** The page's design system: Chakra's, with our tokens. */
import { createSystem, defaultConfig, defineConfig } from "@chakra-ui/react";
import { semanticTokens, tokens } from "./tokens";

const config = defineConfig({
  globalCss: {
    html: {
      colorPalette: "accent",
      fontSize: "clamp(100%, 50% + 0.4vw, 137.5%)", // grows with screens from 2000 px on, so that 4K is read from a chair
      scrollbarGutter: "stable",
    },
    body: { fontVariantNumeric: "tabular-nums", overflowWrap: "anywhere" },
    "*, *::before, *::after": {
      _motionReduce: { animationDuration: "1ms !important", transitionDuration: "1ms !important" },
    },
  },
  theme: { tokens, semanticTokens },
});

export const system = createSystem(defaultConfig, config);
