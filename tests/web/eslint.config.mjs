import js from "@eslint/js";
import globals from "globals";

const shared = { dienhinh: "readonly", dienhinhRespelling: "readonly", dienhinhDisplay: "readonly" };

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2020, sourceType: "script", globals: { ...globals.browser, ...shared } },
    rules: {
      "max-len": ["error", { code: 120, ignoreRegExpLiterals: true }],
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      complexity: ["error", 20],
    },
  },
  {
    files: ["**/worker*.js"],
    languageOptions: { globals: { ...globals.serviceworker } },
  },
];
