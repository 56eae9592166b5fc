// What a person has typed or chosen in one message or view, by block and
// action id: the shape of "state" in the control API. It outlives the nodes,
// so an update in place keeps what was typed under the same ids.

export class Form {
  #values = {};

  get(blockId, actionId) { return this.#values[blockId]?.[actionId]; }

  set(blockId, actionId, value) { (this.#values[blockId] ||= {})[actionId] = value; }

  // state returns the values of the blocks that are still there.
  state(blocks) {
    const ids = new Set(blocks.map((b) => b.block_id));
    return Object.fromEntries(Object.entries(this.#values).filter(([id]) => ids.has(id)));
  }
}

const forms = new Map();

// formFor returns the form of a message or a view, made at first use.
export function formFor(key) {
  if (!forms.has(key)) forms.set(key, new Form());
  return forms.get(key);
}

export const dropForm = (key) => forms.delete(key);
