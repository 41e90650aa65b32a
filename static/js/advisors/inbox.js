import "./views/inbox-app.js";
