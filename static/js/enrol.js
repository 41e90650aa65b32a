import "./components/enrol-page.js";
