import "./desk/inbox-app.ts";
