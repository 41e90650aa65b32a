import "./components/inbox-app.js";
