// What the server wrote into the page as JSON: settings and sentences.

/** Returns the JSON that stands in the element with this id. */
export function pageData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Returns a function from a catalogue key (and values for its %(name)s places) to a sentence. */
export function sentences(strings = pageData("strings")) {
  return (key, values = {}) => {
    const text = strings[key] ?? key;
    return text.replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);
  };
}

/** Sets up one part of a page; if that fails, the other parts still work. */
export function part(setUp) {
  try {
    setUp();
  } catch (error) {
    console.error(error.name);
  }
}
