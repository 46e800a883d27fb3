// What JupyterLab keeps of a widget. It saves no widget with a notebook unless its reader has asked for that, and where one
// was, the notebook says "model not found" when it is opened again, though the output holds a picture.

const [VIEW, STATE] = ["application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"];
const OURS = "application/vnd.vaeedu.widget+json";

/**
 * Gives the notebook, in the place of each widget of the book that it shows, a widget that is nothing but the picture in the
 * same output. It is found when the notebook is opened without the kernel that had the real one. Others' widgets stay.
 */
export function keepPictures(notebook) {
  const outputs = [...notebook.cells].flatMap((cell) => cell.toJSON().outputs ?? []);
  const { state: before = {} } = notebook.getMetadata("widgets")?.[STATE] ?? {};
  const others = Object.entries(before).filter(([, { state }]) => !state.vaeedu);
  const pictures = outputs.flatMap(({ data }) => (data?.[OURS] && data[VIEW] && data["image/png"] ? [[data[VIEW].model_id, still(data)]] : []));
  const state = Object.fromEntries([...others, ...pictures]);
  notebook.setMetadata("widgets", { [STATE]: { version_major: 2, version_minor: 0, state } });
}

function still(data) {
  const picture = document.createElement("img");
  picture.alt = data[OURS].alt;
  picture.style = "max-width: 100%";
  picture.src = `data:image/png;base64,${[data["image/png"]].flat().join("")}`;
  const of = { model_module: "@jupyter-widgets/controls", model_module_version: "2.0.0", model_name: "HTMLModel" };
  return { ...of, state: { value: picture.outerHTML, vaeedu: true } };
}
