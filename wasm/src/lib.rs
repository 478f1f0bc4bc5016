//! The WebAssembly module: the engine's JavaScript boundary, and nothing else.
pub use landfall::wasm::*;
