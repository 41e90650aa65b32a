import "./views/inbox-app.ts";
