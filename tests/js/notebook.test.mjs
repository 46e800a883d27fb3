import assert from "node:assert/strict";
import { test } from "node:test";
import { keepPictures } from "../../vaeedu/widgets/notebook.mjs";

const [VIEW, STATE] = ["application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"];
const OURS = "application/vnd.vaeedu.widget+json";
globalThis.document = { createElement: () => ({ get outerHTML() { return `<img alt="${this.alt}" src="${this.src}">`; } }) };

const shown = (id, picture) => ({ data: { [VIEW]: { model_id: id }, [OURS]: { alt: `widget ${id}` }, "image/png": picture } });

/** A notebook as JupyterLab has it: cells with outputs, and metadata. */
function makeNotebook(...outputs) {
  const metadata = {};
  return {
    outputs,
    get cells() { return [{ toJSON: () => ({ outputs: this.outputs }) }, { toJSON: () => ({}) }]; },
    getMetadata: (name) => metadata[name],
    setMetadata: (name, value) => (metadata[name] = value),
    get state() { return metadata.widgets[STATE].state; },
  };
}

test("a notebook gets a picture in the place of each of the book's widgets, and others' outputs nothing", () => {
  const notebook = makeNotebook(shown("one", "iVBO"), shown("two", ["iV", "BO"]), { data: { [VIEW]: { model_id: "theirs" } } }, { name: "stdout" }, { data: { "image/png": "x" } });
  keepPictures(notebook);
  assert.deepEqual(Object.keys(notebook.state), ["one", "two"]);
  for (const [id, { model_module, model_name, state }] of Object.entries(notebook.state)) {
    assert.deepEqual([model_module, model_name], ["@jupyter-widgets/controls", "HTMLModel"]);
    assert.equal(state.value, `<img alt="widget ${id}" src="data:image/png;base64,iVBO">`);
  }
});

test("a widget that is no longer in the notebook leaves no picture there, and others' states stay", () => {
  const notebook = makeNotebook(shown("one", "iVBO"));
  const theirs = { model_name: "IntSliderModel", state: { value: 3 } };
  notebook.setMetadata("widgets", { [STATE]: { state: { theirs } } });
  keepPictures(notebook);
  notebook.outputs = [shown("again", "iVBO")];
  keepPictures(notebook);
  assert.deepEqual(Object.keys(notebook.state), ["theirs", "again"]);
  assert.deepEqual(notebook.state.theirs, theirs);
});
