import "./views/enrol-page.js";
