// What the inbox page was told about questions and organisations.
import { pageData, sentences } from "../../web/page.js";

/** @type {import("../logic/answers.js").Words & { max_message: number }} */
export const words = { ...pageData("words"), say: sentences() };
