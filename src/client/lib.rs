/// The entry point that the island loader calls.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    pannier::hydrate();
}
