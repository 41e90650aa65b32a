import "./views/enrol-page.ts";
