import js from "@eslint/js";
import globals from "globals";

const shared = { dienhinh: "readonly", dienhinhRespelling: "readonly", __md_get: "readonly" };

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2020, sourceType: "script", globals: { ...globals.browser, ...shared } },
    rules: {
      "max-len": ["error", { code: 120, ignoreRegExpLiterals: true }],
      "no-unused-vars": ["error", { varsIgnorePattern: "^__md_" }],
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      complexity: ["error", 20],
    },
  },
  {
    files: ["**/shell.js"], // it declares what Material's bundle looks for
    rules: { "no-redeclare": "off" },
  },
];
