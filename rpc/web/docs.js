"use strict";

// The explorer: Swagger UI on the API's own description, with a key that survives a reload and
// amounts that are shown as the server wrote them.

// Where the Admin SDK, which this page loads too, looks for the key.
const KEY = "orderly.key";
const HEADER = "X-Key";

/** Indent JSON text and leave its numbers alone: JSON.parse would make 56.33 of 56.330. */
function indented(json) {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g) || [];
  let text = "";
  let depth = 0;
  const line = () => "\n" + "  ".repeat(depth);
  tokens.forEach((token, i) => {
    if ("]}".includes(token)) {
      depth -= 1;
      text += "[{".includes(tokens[i - 1]) ? token : line() + token;
    } else {
      text += "[{".includes(tokens[i - 1]) || tokens[i - 1] === "," ? line() + token : token;
      if ("[{".includes(token)) depth += 1;
      if (token === ":") text += " ";
    }
  });
  return text;
}

/** Show JSON exactly; the rest as Swagger UI does. */
const exactBody = (Original, { React: { createElement: element }, getComponent }) => (props) => {
  if (typeof props.content !== "string" || !/json/i.test(props.contentType)) {
    return element(Original, props);
  }
  const shown = { language: "json", downloadable: true, fileName: "answer.json", canCopy: true };
  return element(
    "div",
    null,
    element("h5", null, "Response body"),
    element(getComponent("HighlightCode", true), shown, indented(props.content)),
  );
};

/** Tell a failure in one line: all have the same shape, and every method has the same ones. */
const briefFailure = (Original, { React }) => (props) => {
  const { code, response } = props;
  const told = code < 300 ? response : response.delete("content").delete("headers");
  return React.createElement(Original, { ...props, response: told });
};

/** List the problems of a method below its answers. */
const withProblems = (Original, { React: { createElement: element }, specSelectors }) => (props) => {
  const place = ["paths", props.path, props.method, "x-problems"];
  const problems = specSelectors.specJson().getIn(place)?.toJS() ?? [];
  const items = problems.map(({ code, type, field, description }) =>
    element("li", { key: code }, element("b", null, type, " ", field), ` ${description} (${code})`),
  );
  const title = element("summary", null, `Problems (${items.length})`);
  return element(
    "div",
    null,
    element(Original, props),
    items.length > 0 &&
      element("details", { className: "problems" }, title, element("ul", null, items)),
  );
};

/** Keep the key in the session storage of this tab, and forget it when told to. */
const keptKey = {
  authorize: (original) => (given) => {
    const { value } = Object.values(given)[0];
    if (typeof value === "string") sessionStorage.setItem(KEY, value);
    return original(given);
  },
  logout: (original) => (names) => {
    sessionStorage.removeItem(KEY);
    return original(names);
  },
};

const plugin = {
  wrapComponents: { responseBody: exactBody, response: briefFailure, responses: withProblems },
  statePlugins: { auth: { wrapActions: keptKey } },
};

function authorizeAgain() {
  const key = sessionStorage.getItem(KEY);
  const schemes = ui.specSelectors.specJson().getIn(["components", "securitySchemes"]);
  const name = schemes.findKey((scheme) => scheme.get("name") === HEADER);
  if (key) ui.preauthorizeApiKey(name, key);
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();

const ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#explorer",
  plugins: [plugin],
  onComplete: authorizeAgain,
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null, // it would show the description to a server of others
});
