import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["node_modules", ".next", "out", "next-env.d.ts", "lib/api/schema.d.ts", "**/*.mjs"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  hooks.configs.flat["recommended-latest"],
  a11y.flatConfigs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "max-lines": ["error", 350],
      "max-lines-per-function": ["error", { max: 100, skipComments: true, skipBlankLines: true }],
      "no-console": "error",
    },
  },
  {
    files: ["**/*.test.*", "e2e/**", "bench/**"],
    rules: { "max-lines-per-function": "off", "no-empty-pattern": "off" },
  },
  // Playwright's fixtures hand over by a function that they call `use`, which is no hook.
  { files: ["e2e/**", "bench/**"], rules: { "react-hooks/rules-of-hooks": "off" } },
);
