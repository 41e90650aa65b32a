// What `static/build.mjs` puts into the scripts.

/** The hash of each language's file of sentences, for `fetch`. */
declare const SENTENCES: Record<string, string>;
/** What the inbox goes by where nothing signed says otherwise. */
declare const BUILT_IN: import("./advisors/logic/inbox-settings.ts").InboxSettings;
