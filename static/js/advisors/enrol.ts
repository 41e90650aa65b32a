import "./desk/pages/enrol-page.ts";
