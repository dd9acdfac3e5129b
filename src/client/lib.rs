/// What the loader of the islands calls.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    pannier::hydrate();
}
