/** What of the page has no page: for tests in Node. */

export { build, parse } from "../ir";
export { compare } from "./asked/compare";
export { read } from "./asked/read";
export { factsOf } from "./solid/facts";
