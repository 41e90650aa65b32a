import js from "@eslint/js";
import types from "@typescript-eslint/eslint-plugin";
import globals from "globals";

export default [
  { ignores: ["static/build/"] },
  js.configs.recommended,
  ...types.configs["flat/recommended"].map((each) => ({ ...each, files: ["**/*.ts"] })),
  {
    files: ["static/js/**"],
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      // Randomness comes from getRandomValues; nothing that a person sees is ever made from a string of HTML.
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random" },
        { property: "innerHTML" },
        { property: "outerHTML" },
        { property: "insertAdjacentHTML" },
        { object: "document", property: "write" },
        { object: "window", property: "localStorage" },
        { object: "window", property: "sessionStorage" },
      ],
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "indexedDB"],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-imports": ["error", { patterns: ["lit/directives/unsafe-*"] }],
    },
  },
  // The one thing that a browser keeps: number and hash of the last ledger, highest number of a list, so that no older one
  // passes for it.
  {
    files: ["static/js/advisors/session/seen.ts"],
    rules: { "no-restricted-globals": ["error", "sessionStorage", "indexedDB"] },
  },
  // What waits on a caretaker's phone: finished, sealed reports.
  {
    files: ["static/js/public/outbox/items.ts"],
    rules: { "no-restricted-globals": ["error", "localStorage", "sessionStorage"] },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
  // crypto/ and logic/ know neither a page nor a network, so that they run in Node and in a worker.
  {
    files: ["static/js/crypto/**", "static/js/advisors/logic/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        "document",
        "window",
        "fetch",
        "XMLHttpRequest",
        "localStorage",
        "sessionStorage",
        "indexedDB",
      ],
    },
  },
];
