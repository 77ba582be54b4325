import js from "@eslint/js";
import globals from "globals";

/* Phones of 2018 run what the site serves: a module, with no word that is younger. */
const YOUNGER = [
  { selector: "ChainExpression", message: "optional chaining is younger than the phones we serve" },
  { selector: "ImportExpression", message: "import() is younger than the phones we serve, and comes late" },
  { selector: "LogicalExpression[operator='??']", message: "?? is younger than the phones we serve" },
];

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2020, sourceType: "module", globals: globals.browser },
    rules: {
      "max-len": ["error", { code: 120, ignoreRegExpLiterals: true }],
      "no-var": "error",
      "prefer-const": "error",
      "prefer-arrow-callback": "error",
      "prefer-template": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-syntax": ["error", ...YOUNGER],
      complexity: ["error", 15],
    },
  },
  { files: ["**/display.js"], languageOptions: { sourceType: "script" } },
  { files: ["**/worker*.js"], languageOptions: { sourceType: "script", globals: globals.serviceworker } },
];
