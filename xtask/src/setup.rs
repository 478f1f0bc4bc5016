//! Everything that later commands would install on their way.

use crate::house::House;
use crate::test::NODES;
use crate::tools::{self, CargoTool};
use anyhow::Result;

/// Installs what is missing.
pub fn run(house: &House) -> Result<()> {
    for tool in [CargoTool::wasm_bindgen(house)?, CargoTool::wasm_pack()?, CargoTool::cargo_deny()?] {
        tool.folder(house)?;
    }
    tools::browser(house)?;
    tools::firefox(house)?;
    crate::wasm::install_toolchain(house)?;
    tools::wasm_opt(house)?;
    for major in NODES {
        tools::node(house, major)?;
    }
    for folder in ["pkg", "www"] {
        tools::modules(house, folder)?;
    }
    Ok(())
}
