/** The hash of each language's file of sentences, for `fetch`; `static/build.mjs` fills it in. */
declare const SENTENCES: Record<string, string>;
